#include "app/order_request.hpp"

#include "core/date.hpp"

namespace wingspread::app {

namespace {

Result<Price> parse_strike(std::string_view flag, const std::string& text) {
    const auto strike = Price::parse_exact(text);
    if (!strike || *strike <= Price{}) return bad_field(flag, text, "a strike, as 480 or 47.5");
    return *strike;
}

Result<engine::SpreadRequest> to_spread_request(const SpreadOptions& options) {
    engine::SpreadRequest spread;
    const auto kind = options::parse_vertical_kind(options.structure);
    if (!kind) return std::unexpected(kind.error());
    const auto expiry = parse_date(options.expiry);
    if (!expiry) return with_context(expiry.error(), "--expiry");
    const auto sold = parse_strike("--short", options.short_strike);
    if (!sold) return std::unexpected(sold.error());
    const auto bought = parse_strike("--long", options.long_strike);
    if (!bought) return std::unexpected(bought.error());
    const bool buys_lower = options::buys_lower_strike(*kind);
    if (*bought == *sold || (*bought < *sold) != buys_lower) {
        return bad_field("--long", options.long_strike,
                         std::string(buys_lower ? "a strike below" : "a strike above") +
                             " --short " + options.short_strike + " for a " + options.structure);
    }
    return engine::SpreadRequest{*kind,   options.symbol, options.trading_class,
                                 *expiry, *bought,        *sold};
}

}  // namespace

Result<engine::OrderRequest> to_order_request(const OrderOptions& options,
                                              const std::string& account) {
    const auto spread = to_spread_request(options.spread);
    if (!spread) return std::unexpected(spread.error());
    engine::OrderRequest request;
    request.account = account;
    request.spread = *spread;
    request.action =
        options.action == "close" ? engine::OrderAction::close : engine::OrderAction::open;
    request.quantity = options.quantity;
    request.in_force = options.tif == "GTC" ? engine::TimeInForce::gtc : engine::TimeInForce::day;
    if (options.price == "mid") {
        request.price_rule = engine::PriceRule::mid;
    } else if (options.price == "natural") {
        request.price_rule = engine::PriceRule::natural;
    } else if (const auto price = Price::parse_exact(options.price)) {
        request.price_rule = engine::PriceRule::given;
        request.limit_price = *price;
    } else {
        return bad_field("--price", options.price, "mid, natural, or a net price such as -0.70");
    }
    return request;
}

}  // namespace wingspread::app
