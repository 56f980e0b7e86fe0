#include "server/json.hpp"
#include "server/json_exits.hpp"
#include "server/json_reader.hpp"
#include "server/json_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace wingspread::server {

namespace {

constexpr int max_quantity = 1'000'000;
constexpr int max_leg_ratio = 1'000;
constexpr std::size_t max_legs = 8;
constexpr std::size_t max_client_order_id = 32;

bool is_printable_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7F'; });
}

/// For the journal and whoever asks.
std::string read_reason(ObjectReader& reader) {
    return reader.parsed<std::string>(
        "reason", "1 to 200 printable characters", [](std::string_view text) {
            const bool fine =
                !text.empty() && text.size() <= 200 && std::ranges::all_of(text, [](char c) {
                    return static_cast<unsigned char>(c) >= ' ' && c != '\x7F';
                });
            return fine ? Result<std::string>(text) : fail(Errc::invalid_argument, "");
        });
}

std::string symbol_like(ObjectReader& reader, std::string_view name) {
    constexpr std::string_view expected = "1 to 16 printable characters, as SPY";
    return reader.parsed<std::string>(name, expected, [&](std::string_view text) {
        const bool fine = !text.empty() && text.size() <= 16 && text.front() != ' ' &&
                          std::ranges::all_of(text, [](char c) { return c >= ' ' && c < '\x7F'; });
        return fine ? Result<std::string>(text) : fail(Errc::invalid_argument, "");
    });
}

Price strike(ObjectReader& reader, std::string_view name) {
    constexpr std::string_view expected = "a positive decimal number in a text, as \"480\"";
    return reader.parsed<Price>(name, expected, [](std::string_view text) {
        auto price = Price::parse_exact(text);
        if (price && *price <= Price{}) return Result<Price>(fail(Errc::invalid_argument, ""));
        return price;
    });
}

/// That the strikes are those of the structure, so that nobody opens the opposite of what he names.
void check_strikes(ObjectReader& reader, options::VerticalKind kind, Price bought, Price sold) {
    const bool buys_lower = options::buys_lower_strike(kind);
    if (buys_lower ? bought < sold : bought > sold) return;
    reader.note(bad_field("bought_strike", bought.to_string(),
                          fmt::format("a strike {} sold_strike {}, because a {} buys the {} one",
                                      buys_lower ? "below" : "above", sold.to_string(),
                                      options::to_string(kind), buys_lower ? "lower" : "higher"))
                    .error());
}

/// The short form of a vertical: an expiration and two strikes.
void read_vertical(ObjectReader& reader, engine::StructureRequest& request) {
    const auto kind = options::parse_vertical_kind(options::to_string(request.kind));
    if (!kind) {
        reader.note(
            bad_field("legs", "none",
                      fmt::format("the options of the {}, each with side, right, strike and "
                                  "expiry",
                                  options::to_string(request.kind)))
                .error());
        return;
    }
    const Date expiry = reader.date("expiry");
    const Price bought = strike(reader, "bought_strike");
    const Price sold = strike(reader, "sold_strike");
    check_strikes(reader, *kind, bought, sold);
    request = engine::vertical_request(*kind, request.symbol, request.trading_class, expiry, bought,
                                       sold);
}

Result<engine::LegRequest> read_wanted_leg(const JsonValue& value, std::string path) {
    ObjectReader reader(value, std::move(path));
    engine::LegRequest leg;
    leg.side = read_word(reader, "side", side_words);
    if (reader.has("ratio")) {
        leg.ratio = static_cast<int>(reader.integer("ratio", 1, max_leg_ratio));
    }
    leg.right = read_word(reader, "right", right_words);
    leg.strike = strike(reader, "strike");
    leg.expiry = reader.date("expiry");
    if (auto done = reader.finish(); !done) return std::unexpected(done.error());
    return leg;
}

void read_wanted_legs(ObjectReader& reader, const std::string& path,
                      engine::StructureRequest& request) {
    const JsonValue* legs = reader.array("legs");
    if (legs == nullptr) return;
    for (std::size_t i = 0; i < legs->items.size() && i < max_legs; ++i) {
        auto leg = read_wanted_leg(legs->items[i], fmt::format("{}legs[{}].", path, i));
        if (!leg) return reader.note(leg.error());
        request.legs.push_back(*leg);
    }
    if (legs->items.size() > max_legs) {
        reader.note(bad_field(path + "legs", fmt::to_string(legs->items.size()),
                              fmt::format("up to {}", max_legs))
                        .error());
    } else if (auto fine = engine::check(request); !fine) {
        reader.note(with_context(fine.error(), path + "legs").error());
    }
}

engine::StructureRequest read_structure(ObjectReader& reader, const std::string& path) {
    engine::StructureRequest request;
    request.kind = reader.parsed<options::StructureKind>(
        "structure", "one of " + options::structure_names(), options::parse_structure_kind);
    request.symbol = symbol_like(reader, "symbol");
    if (reader.has("trading_class")) request.trading_class = symbol_like(reader, "trading_class");
    if (reader.has("legs")) {
        read_wanted_legs(reader, path, request);
    } else {
        read_vertical(reader, request);
    }
    return request;
}

void read_rolled_from(ObjectReader& reader, engine::OrderRequest& request) {
    const bool rolls = request.action == engine::OrderAction::roll;
    if (rolls != reader.has("rolled_from")) {
        reader.note({Errc::invalid_argument,
                     "rolled_from: expected the structure to be closed with action roll, and with "
                     "it only"});
    } else if (const JsonValue* from = rolls ? reader.object("rolled_from") : nullptr) {
        ObjectReader inner(*from, "rolled_from.");
        request.rolled_from = read_structure(inner, "rolled_from.");
        if (auto done = inner.finish(); !done) reader.note(done.error());
    }
}

void read_price(ObjectReader& reader, engine::OrderRequest& request) {
    const bool has_limit = reader.has("limit_price");
    if (has_limit == reader.has("price_rule")) {
        reader.note({Errc::invalid_argument,
                     "limit_price: expected either it (signed net price per share, a credit "
                     "negative) or price_rule (mid, natural or share), not both and not neither"});
    } else if (has_limit) {
        request.limit_price = reader.decimal<Price>("limit_price");
    } else {
        request.price_rule = read_word(reader, "price_rule", price_rule_words);
        if (request.price_rule == engine::PriceRule::share) {
            request.share_pct = static_cast<int>(reader.integer("share_pct", 0, 100));
        }
    }
}

Duration read_seconds(ObjectReader& reader, std::string_view name, int low, Duration otherwise) {
    constexpr int longest_s = 86'400;
    if (!reader.has(name)) return otherwise;
    return std::chrono::seconds(reader.integer(name, low, longest_s));
}

void read_ladder(ObjectReader& reader, engine::OrderRequest& request) {
    if (!reader.has("ladder")) return;
    const JsonValue* const value = reader.object("ladder");
    if (value == nullptr) return;
    ObjectReader inner(*value, "ladder.");
    auto& ladder = request.ladder.emplace();
    if (inner.has("steps")) {
        ladder.steps = static_cast<int>(inner.integer("steps", 1, trade::LadderPlan::most_steps));
    }
    ladder.interval = read_seconds(inner, "interval_seconds", 1, ladder.interval);
    ladder.hold = read_seconds(inner, "hold_seconds", 0, ladder.hold);
    if (inner.has("cap")) ladder.cap = inner.decimal<Price>("cap");
    if (inner.has("at_end")) ladder.at_end = read_word(inner, "at_end", ladder_end_words);
    if (inner.has("on_bad_quotes")) {
        ladder.on_bad_quotes = read_word(inner, "on_bad_quotes", bad_quotes_words);
    }
    if (auto done = inner.finish(); !done) reader.note(done.error());
}

/// Texts are how the schema writes quantities, whole numbers what people type.
int read_quantity(ObjectReader& reader) {
    if (!reader.is_text("quantity")) {
        return static_cast<int>(reader.integer("quantity", 1, max_quantity));
    }
    const std::string expected = fmt::format("a whole number from 1 to {}", max_quantity);
    return reader.parsed<int>("quantity", expected, [](std::string_view text) {
        int units = 0;
        const auto* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, units);
        const bool fine =
            error == std::errc{} && rest == end && units >= 1 && units <= max_quantity;
        return fine ? Result<int>(units) : fail(Errc::invalid_argument, "");
    });
}

std::string read_client_order_id(ObjectReader& reader) {
    if (!reader.has("client_order_id")) return {};
    const std::string expected =
        fmt::format("1 to {} printable ASCII characters without blanks", max_client_order_id);
    return reader.parsed<std::string>("client_order_id", expected, [](std::string_view text) {
        const bool fine =
            !text.empty() && text.size() <= max_client_order_id && is_printable_ascii(text);
        return fine ? Result<std::string>(text) : fail(Errc::invalid_argument, "");
    });
}

}  // namespace

Result<engine::OrderRequest> parse_order_request(std::string_view account, std::string_view body) {
    const auto value = parse_json(body);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    engine::OrderRequest request;
    request.account = account;
    request.client_order_id = read_client_order_id(reader);
    request.structure = read_structure(reader, "");
    request.action = read_word(reader, "action", action_words);
    read_rolled_from(reader, request);
    request.quantity = read_quantity(reader);
    read_price(reader, request);
    read_ladder(reader, request);
    if (reader.has("exits")) {
        if (const JsonValue* exits = reader.object("exits")) {
            ObjectReader inner(*exits, "exits.");
            request.exits = read_exit_rules(inner);
            if (auto done = inner.finish(); !done) reader.note(done.error());
        }
    }
    request.in_force = read_word(reader, "tif", tif_words);
    if (auto done = reader.finish(); !done) return std::unexpected(done.error());
    return request;
}

Result<SwitchRequest> parse_switch(std::string_view body) {
    const auto value = parse_json(body);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    SwitchRequest request;
    request.to = read_word(reader, "state", trading_words);
    request.reason = read_reason(reader);
    if (auto done = reader.finish(); !done) return std::unexpected(done.error());
    return request;
}

Result<ArmingRequest> parse_arming(std::string_view body) {
    constexpr int most_minutes = 1'000'000;
    const auto value = parse_json(body);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    ArmingRequest request;
    request.words = reader.text("confirm");
    request.length = std::chrono::minutes(reader.integer("minutes", 1, most_minutes));
    if (auto done = reader.finish(); !done) return std::unexpected(done.error());
    return request;
}

Result<std::string> parse_reason(std::string_view body) {
    const auto value = parse_json(body);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    auto reason = read_reason(reader);
    if (auto done = reader.finish(); !done) return std::unexpected(done.error());
    return reason;
}

Result<ResolutionRequest> parse_resolution(std::string_view body) {
    const auto value = parse_json(body);
    if (!value) return std::unexpected(value.error());
    ObjectReader reader(*value, "");
    ResolutionRequest request;
    request.ended = read_word(reader, "outcome", outcome_words);
    request.reason = read_reason(reader);
    if (auto done = reader.finish(); !done) return std::unexpected(done.error());
    return request;
}

}  // namespace wingspread::server
