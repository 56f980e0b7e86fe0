#pragma once

#include "tws/codec.hpp"
#include "tws/frame.hpp"
#include "tws/handshake.hpp"
#include "tws/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::engine_test {

/// One option that the puppet lists, with the quote that a line to it tells.
struct ListedOption {
    ConId conid;
    std::string trading_class;
    Date expiration{};
    Price strike;
    tws::Right right = tws::Right::put;
    std::optional<Price> bid;
    std::optional<Price> ask;
};

enum class WhatIfReply : std::uint8_t { margin, refused, silence };

/// A gateway on strings: it answers each request as the test has told it to, at once, and trades
/// nothing by itself.
class Puppet {
  public:
    /// KO at 71 with four strikes of 18 December 2026 around it, puts 101 to 104 and calls 201 to
    /// 204, lowest strike first.
    Puppet();

    std::vector<std::string> accounts{"DU1"};
    std::vector<ListedOption> listed;
    std::optional<Price> spot;
    UtcTime utc{};                                      ///< what the bench's clock says
    Duration clock_ahead{};                             ///< of the puppet's own
    std::optional<Money> day_profit_usd = Money{};      ///< absent: TWS never says
    std::string dividends = "2.04,2.04,20261210,0.51";  ///< of KO; empty: TWS never says
    bool lists_contracts = true;
    bool tells_quotes = true;
    bool tells_books = true;
    bool acknowledges_orders = true;
    WhatIfReply what_if = WhatIfReply::margin;
    std::optional<std::int32_t> line_refusal;  ///< code for each line that is asked for
    std::vector<tws::OpenOrder> open_orders;
    std::vector<tws::ExecDetails> executions;
    std::vector<tws::Position> positions;

    /// A new connection: what was half read of the last one is gone.
    void connect();
    /// The bytes that it answers with.
    std::string receive(std::string_view bytes);
    [[nodiscard]] std::string bytes_of(const tws::Answer& answer) const;

    std::vector<tws::Request> heard;                            ///< on all connections
    [[nodiscard]] std::vector<tws::PlaceOrder> orders() const;  ///< without what-ifs
    [[nodiscard]] std::vector<tws::PlaceOrder> what_ifs() const;
    template <class Message>
    [[nodiscard]] std::size_t count() const {
        std::size_t found = 0;
        for (const auto& request : heard) found += std::holds_alternative<Message>(request);
        return found;
    }

  private:
    void answer(const tws::Request& request);
    void on(const tws::StartApi& request);
    void on(const tws::ReqAllOpenOrders& request);
    void on(const tws::ReqCompletedOrders& request);
    void on(const tws::ReqExecutions& request);
    void on(const tws::ReqPositions& request);
    void on(const tws::ReqAccountUpdates& request);
    void on(const tws::ReqPnl& request);
    void on(const tws::ReqContractData& request);
    void on(const tws::ReqSecDefOptParams& request);
    void on(const tws::ReqMktData& request);
    void on(const tws::PlaceOrder& request);
    void on(const tws::ReqCurrentTime& request);
    template <class Message>
    void on(const Message& /*request*/) {}

    void say(const tws::Answer& answer) { said_ += bytes_of(answer); }
    void say_error(std::int32_t id, std::int32_t code);
    void tell_price(RequestId id, tws::TickType type, std::optional<Price> price);

    tws::ClientGreetingReader greeting_;
    bool greeted_ = false;
    tws::FrameReader frames_;
    std::string said_;
};

inline constexpr ConId ko_conid{8894};
inline const Date december{std::chrono::year{2026}, std::chrono::December, std::chrono::day{18}};

}  // namespace wingspread::engine_test
