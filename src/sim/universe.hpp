#pragma once

#include "core/decimal.hpp"
#include "core/id.hpp"
#include "core/time.hpp"
#include "options/contract.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::sim {

enum class InstrumentKind { stock, index, option };

/// Order prices at or above `low_edge` (in absolute value) move in steps of `increment`.
struct PriceIncrement {
    Price low_edge{};
    Price increment{};

    bool operator==(const PriceIncrement&) const = default;
};

/// What all listings of one class share.
struct Product {
    InstrumentKind kind = InstrumentKind::stock;
    std::string symbol;
    std::string trading_class;
    std::string long_name;
    std::string primary_exchange;
    std::vector<std::string> exchanges;  ///< "SMART" first where smart routing exists
    int market_rule = 0;
    Price min_tick{};
    std::string industry;
    std::string category;
    std::string subcategory;
    std::string stock_type;    ///< "COMMON", "ETF"; empty otherwise
    bool late_close = false;   ///< trades until 16:15 New York
    bool penny_combos = true;  ///< net prices of combinations in cents, otherwise in nickels
};

struct Instrument {
    ConId conid{};
    std::size_t product = 0;  ///< index into Universe::products()
    InstrumentKind kind = InstrumentKind::stock;
    std::string symbol;
    std::string local_symbol;        ///< OSI symbol for options
    ConId underlying{};              ///< of an option
    options::OptionContract option;  ///< meaningful for options only
};

/// Everything that is listed. Built once, looked up for ever; order is that of listing.
class Universe {
  public:
    Universe() = default;
    Universe(const Universe&) = delete;
    Universe& operator=(const Universe&) = delete;
    Universe(Universe&&) = default;
    Universe& operator=(Universe&&) = default;
    ~Universe() = default;

    std::size_t add_product(Product product);
    void add(Instrument instrument);
    void add_rule(int id, std::vector<PriceIncrement> rows);
    /// Sorts the look-up tables; call after the last `add`.
    void finish();

    [[nodiscard]] const Product& product_of(const Instrument& instrument) const {
        return products_[instrument.product];
    }
    [[nodiscard]] const std::vector<Product>& products() const { return products_; }
    [[nodiscard]] const std::vector<Instrument>& instruments() const { return instruments_; }
    [[nodiscard]] const Instrument* find(ConId conid) const;
    /// The stock or index of that name.
    [[nodiscard]] const Instrument* underlying(std::string_view symbol) const;
    /// Options on that conid, by class, expiration, strike, right.
    [[nodiscard]] std::span<const Instrument* const> options_on(ConId underlying) const;
    [[nodiscard]] const std::vector<PriceIncrement>* rule(int id) const;
    /// The step that an order price must be a multiple of.
    [[nodiscard]] Price increment(const Instrument& instrument, Price price) const;

  private:
    std::vector<Product> products_;
    std::vector<Instrument> instruments_;
    std::map<ConId, std::size_t> by_conid_;
    std::map<std::string, std::size_t, std::less<>> underlyings_;
    std::map<ConId, std::vector<const Instrument*>> chains_;
    std::map<int, std::vector<PriceIncrement>> rules_;
};

}  // namespace wingspread::sim
