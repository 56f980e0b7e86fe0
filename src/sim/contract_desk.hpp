#pragma once

#include "sim/floor.hpp"

#include <expected>
#include <vector>

namespace wingspread::sim {

/// Every listed instrument that fits what the contract states; fields left empty fit all. Only
/// options are searched for; stocks and indices are named by symbol or conid.
std::vector<const Instrument*> find_matching(const Universe& universe,
                                             const tws::Contract& contract);
/// Exactly one, or code 200 with TWS's words for none and for several.
std::expected<const Instrument*, Refusal> find_one(const Universe& universe,
                                                   const tws::Contract& contract);
/// The legs of a combination; refusals are 314, 313, 200 …
std::expected<std::vector<BookedLeg>, Refusal> find_legs(const Universe& universe,
                                                         const tws::Contract& contract);
/// As TWS states a contract in its answers.
tws::Contract state_contract(const Universe& universe, const Instrument& instrument,
                             std::string exchange = "SMART");
/// A combination as TWS echoes it: with its own conid and class, legs as given.
tws::Contract state_combo(const tws::Contract& placed);

/// Answers questions about contracts.
class ContractDesk {
  public:
    explicit ContractDesk(Floor& floor) : floor_(floor) {}

    void on(Session& session, const tws::ReqContractData& request);
    void on(Session& session, const tws::ReqMatchingSymbols& request);
    void on(Session& session, const tws::ReqSecDefOptParams& request);
    void on(Session& session, const tws::ReqMarketRule& request);

  private:
    [[nodiscard]] tws::ContractDetails details(const Instrument& instrument) const;

    Floor& floor_;
};

}  // namespace wingspread::sim
