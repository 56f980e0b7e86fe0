#include "app/order_request.hpp"

#include "app/leg_text.hpp"
#include "core/date.hpp"

#include <charconv>
#include <optional>
#include <string_view>

namespace wingspread::app {

namespace {

Result<Price> parse_strike(std::string_view flag, const std::string& text) {
    const auto strike = Price::parse_exact(text);
    if (!strike || *strike <= Price{}) return bad_field(flag, text, "a strike, as 480 or 47.5");
    return *strike;
}

/// A vertical by its two strikes.
Result<engine::StructureRequest> to_vertical(const SpreadOptions& options,
                                             options::VerticalKind kind, Date expiry) {
    const auto sold = parse_strike("--short", options.short_strike);
    if (!sold) return std::unexpected(sold.error());
    const auto bought = parse_strike("--long", options.long_strike);
    if (!bought) return std::unexpected(bought.error());
    const bool buys_lower = options::buys_lower_strike(kind);
    if (*bought == *sold || (*bought < *sold) != buys_lower) {
        return bad_field("--long", options.long_strike,
                         std::string(buys_lower ? "a strike below" : "a strike above") +
                             " --short " + options.short_strike + " for a " + options.structure);
    }
    return engine::vertical_request(kind, options.symbol, options.trading_class, expiry, *bought,
                                    *sold);
}

Result<engine::StructureRequest> from_legs(const SpreadOptions& options, std::string_view structure,
                                           std::string_view flag, std::string_view text,
                                           std::optional<Date> expiry) {
    const auto kind = options::parse_structure_kind(structure);
    if (!kind) return std::unexpected(kind.error());
    auto legs = parse_legs(flag, text, expiry);
    if (!legs) return std::unexpected(legs.error());
    engine::StructureRequest request{*kind, options.symbol, options.trading_class,
                                     std::move(*legs)};
    if (auto fine = engine::check(request); !fine) return with_context(fine.error(), flag);
    return request;
}

Result<engine::StructureRequest> to_structure_request(const SpreadOptions& options,
                                                      std::optional<Date> expiry) {
    if (!options.legs.empty()) {
        return from_legs(options, options.structure, "--legs", options.legs, expiry);
    }
    if (const auto kind = options::parse_structure_kind(options.structure); !kind) {
        return std::unexpected(kind.error());
    }
    const auto vertical = options::parse_vertical_kind(options.structure);
    if (!vertical) {
        return bad_field(
            "--legs", "",
            "the options of the " + options.structure + ", as +740P,-745P,-755C,+760C");
    }
    if (!expiry) return bad_field("--expiry", "", "an expiration, as 2026-12-18");
    return to_vertical(options, *vertical, *expiry);
}

/// Empty when no expiration is named.
Result<std::optional<Date>> parse_expiry(const std::string& text) {
    if (text.empty()) return std::optional<Date>{};
    const auto expiry = parse_date(text);
    if (!expiry) return with_context(expiry.error(), "--expiry");
    return std::optional(*expiry);
}

/// What the order trades, and what it rolls.
Result<void> add_structures(const OrderOptions& options, engine::OrderRequest& request) {
    const auto expiry = parse_expiry(options.spread.expiry);
    if (!expiry) return std::unexpected(expiry.error());
    auto structure = to_structure_request(options.spread, *expiry);
    if (!structure) return std::unexpected(structure.error());
    request.structure = std::move(*structure);
    const bool rolls = request.action == engine::OrderAction::roll;
    if (rolls == options.rolled_structure.empty() || rolls == options.rolled_legs.empty()) {
        return bad_field("--rolled-structure", options.rolled_structure,
                         "it and --rolled-legs with --action roll, and with it only");
    }
    if (!rolls) return {};
    auto from = from_legs(options.spread, options.rolled_structure, "--rolled-legs",
                          options.rolled_legs, *expiry);
    if (!from) return std::unexpected(from.error());
    request.rolled_from = std::move(*from);
    return {};
}

/// "25%": of the way from mid to natural.
std::optional<int> parse_share(std::string_view text) {
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    int percent = -1;
    const auto* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, percent);
    const bool fine = error == std::errc{} && rest == end && percent >= 0 && percent <= 100;
    return fine ? std::optional(percent) : std::nullopt;
}

Result<void> add_price(const OrderOptions& options, engine::OrderRequest& request) {
    if (options.price == "mid") {
        request.price_rule = engine::PriceRule::mid;
    } else if (options.price == "natural") {
        request.price_rule = engine::PriceRule::natural;
    } else if (const auto share = parse_share(options.price)) {
        request.price_rule = engine::PriceRule::share;
        request.share_pct = *share;
    } else if (const auto price = Price::parse_exact(options.price)) {
        request.price_rule = engine::PriceRule::given;
        request.limit_price = *price;
    } else {
        return bad_field("--price", options.price,
                         "mid, natural, a share as 25%, or a net price such as -0.70");
    }
    return {};
}

Result<void> add_ladder(const OrderOptions& options, engine::OrderRequest& request) {
    if (options.ladder_steps == 0) return {};
    engine::LadderRequest ladder;
    ladder.steps = options.ladder_steps;
    ladder.interval = std::chrono::seconds(options.ladder_interval_s);
    ladder.hold = std::chrono::seconds(options.ladder_hold_s);
    const auto end = trade::parse_ladder_end(options.ladder_end);
    if (!end) return std::unexpected(end.error());
    ladder.at_end = *end;
    const auto reaction = trade::parse_bad_quotes(options.ladder_bad_quotes);
    if (!reaction) return std::unexpected(reaction.error());
    ladder.on_bad_quotes = *reaction;
    if (!options.ladder_cap.empty()) {
        const auto cap = Price::parse_exact(options.ladder_cap);
        if (!cap) return bad_field("--ladder-cap", options.ladder_cap, "a net price such as -0.60");
        ladder.cap = *cap;
    }
    request.ladder = ladder;
    return {};
}

}  // namespace

Result<engine::OrderRequest> to_order_request(const OrderOptions& options,
                                              const std::string& account) {
    engine::OrderRequest request;
    request.account = account;
    const auto action = trade::parse_order_action(options.action);
    if (!action) return std::unexpected(action.error());
    request.action = *action;
    if (auto added = add_structures(options, request); !added) {
        return std::unexpected(added.error());
    }
    request.quantity = options.quantity;
    request.in_force = options.tif == "GTC" ? engine::TimeInForce::gtc : engine::TimeInForce::day;
    if (auto added = add_price(options, request); !added) return std::unexpected(added.error());
    if (auto added = add_ladder(options, request); !added) return std::unexpected(added.error());
    auto exits = to_exit_rules(options.exits);
    if (!exits) return std::unexpected(exits.error());
    request.exits = *exits;
    return request;
}

}  // namespace wingspread::app
