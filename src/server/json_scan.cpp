#include "core/date.hpp"
#include "scan/list_changes.hpp"
#include "server/json.hpp"
#include "server/json_fields.hpp"
#include "server/json_words.hpp"

#include <algorithm>
#include <array>

namespace wingspread::server {

namespace {

using scan::RankedSpread;

struct SpreadField {
    std::string_view name;
    void (*write)(JsonWriter& json, std::string_view name, const RankedSpread& spread);
};

template <auto member>
constexpr SpreadField plain(std::string_view name) {
    return {name, [](JsonWriter& json, std::string_view key, const RankedSpread& spread) {
                json.field(key, spread.*member);
            }};
}

/// In the order in which they are written; what has a field of this name only sometimes, writes it
/// only then.
constexpr std::array spread_fields{
    SpreadField{"id", [](auto& json, auto name,
                         const auto& spread) { json.field(name, scan::identity(spread)); }},
    SpreadField{"structure",
                [](auto& json, auto name, const auto& spread) {
                    json.field(name, options::to_string(spread.structure));
                }},
    plain<&RankedSpread::symbol>("symbol"),
    plain<&RankedSpread::trading_class>("trading_class"),
    SpreadField{"expiry", [](auto& json, auto name,
                             const auto& spread) { json.field(name, to_iso(spread.expiry)); }},
    SpreadField{"back_expiry",
                [](auto& json, auto name, const auto& spread) {
                    if (spread.back_expiry) json.field(name, to_iso(*spread.back_expiry));
                }},
    plain<&RankedSpread::dte>("dte"),
    SpreadField{"legs",
                [](auto& json, auto name, const auto& spread) {
                    json.key(name);
                    write_array(json, spread.legs);
                }},
    plain<&RankedSpread::natural>("natural"),
    plain<&RankedSpread::mid>("mid"),
    plain<&RankedSpread::width>("width"),
    plain<&RankedSpread::max_profit_usd>("max_profit_usd"),
    plain<&RankedSpread::max_loss_usd>("max_loss_usd"),
    SpreadField{"breakevens", [](auto& json, auto name,
                                 const auto& spread) { texts(json, name, spread.breakevens); }},
    plain<&RankedSpread::return_on_risk>("return_on_risk"),
    SpreadField{"score",
                [](auto& json, auto name, const auto& spread) {
                    if (spread.score) json.field(name, *spread.score);
                }},
    plain<&RankedSpread::pop>("pop"),
    plain<&RankedSpread::ev_usd>("ev_usd"),
    plain<&RankedSpread::delta>("delta"),
    plain<&RankedSpread::gamma>("gamma"),
    plain<&RankedSpread::theta_per_day>("theta"),
    plain<&RankedSpread::vega_per_point>("vega"),
};

/// The criteria that are set, each as a query parameter takes it.
void write_criteria(JsonWriter& json, const scan::Criteria& criteria) {
    json.begin_object();
    for (const auto& criterion : scan::criteria_table()) {
        const std::string text = criterion.text(criteria);
        if (!text.empty()) json.field(criterion.name, text);
    }
    json.end_object();
}

void write_coverage(JsonWriter& json, const engine::SweepProgress& coverage) {
    json.begin_object();
    json.field("quoted", coverage.quoted);
    json.field("silent", coverage.silent);
    json.field("refused", coverage.refused);
    json.field("total", coverage.total);
    json.field("finished", coverage.finished);
    json.end_object();
}

void write_times(JsonWriter& json, const engine::Ranking& ranking) {
    json.field("symbol", ranking.request.symbol);
    json.field("seq", ranking.seq);
    json.field("as_of", to_rfc3339(to_utc(ranking.as_of)));
    json.field("computed_at", to_rfc3339(ranking.computed_at));
    json.field("models_at", to_rfc3339(ranking.models_at));
    json.field("spot", ranking.spot);
}

}  // namespace

void write(JsonWriter& json, const scan::RankedLeg& leg) {
    json.begin_object();
    json.field("side", options::to_string(leg.side));
    json.field("ratio", leg.ratio);
    json.field("right", word_of(right_words, leg.right));
    json.field("strike", leg.strike);
    json.field("expiry", to_iso(leg.expiry));
    id_field(json, "conid", leg.conid);
    json.field("bid", leg.bid);
    json.field("ask", leg.ask);
    json.field("iv", leg.iv);
    json.field("delta", leg.delta);
    json.end_object();
}

void write(JsonWriter& json, const scan::RankedSpread& spread) {
    json.begin_object();
    for (const auto& field : spread_fields) field.write(json, field.name, spread);
    json.end_object();
}

void write(JsonWriter& json, const scan::ScanCounts& counts) {
    json.begin_object();
    json.field("contracts", counts.contracts);
    json.key("contracts_by_quote");
    json.begin_object();
    for (std::size_t i = 0; i < counts.contracts_by_usability.size(); ++i) {
        json.field(to_string(static_cast<market::Usability>(i)), counts.contracts_by_usability[i]);
    }
    json.end_object();
    json.field("enumerated", counts.enumerated);
    json.key("rejected");
    json.begin_object();
    for (std::size_t i = 0; i < counts.rejected.size(); ++i) {
        json.field(to_string(static_cast<scan::Rejection>(i)), counts.rejected[i]);
    }
    json.end_object();
    json.field("ruled_out", counts.ruled_out);
    if (!counts.where.empty()) {
        json.key("where");
        json.begin_array();
        for (const auto& term : counts.where) {
            json.begin_object();
            json.field("condition", term.text);
            json.field("rejected", term.rejected);
            json.end_object();
        }
        json.end_array();
    }
    json.field("qualified", counts.qualified);
    json.field("ranked", counts.ranked);
    json.end_object();
}

void write(JsonWriter& json, const scan::SkippedExpiry& skipped) {
    json.begin_object();
    json.field("expiry", to_iso(skipped.expiry));
    json.field("trading_class", skipped.trading_class);
    json.field("reason", skipped.reason);
    json.end_object();
}

void write(JsonWriter& json, const engine::Ranking& ranking) {
    json.begin_object();
    write_times(json, ranking);
    json.key("criteria");
    write_criteria(json, ranking.request.criteria);
    json.key("coverage");
    write_coverage(json, ranking.coverage);
    json.key("spreads");
    write_array(json, ranking.result.ranked);
    json.key("counts");
    write(json, ranking.result.counts);
    json.key("skipped");
    write_array(json, ranking.result.skipped);
    if (ranking.explanation) {
        json.key("explanation");
        write(json, *ranking.explanation);
    }
    json.end_object();
}

void write(JsonWriter& json, const scan::Explanation& explanation) {
    json.begin_object();
    json.field("id", explanation.id);
    json.field("place", explanation.place);
    json.field("looked_for", explanation.looked_for);
    json.key("rejected");
    explanation.rejected ? json.value(to_string(*explanation.rejected)) : json.null();
    json.field("key", explanation.key);
    json.field("last_key", explanation.last_key);
    json.key("spread");
    explanation.spread ? write(json, *explanation.spread) : json.null();
    json.key("conditions");
    json.begin_array();
    for (const auto& condition : explanation.conditions) {
        json.begin_object();
        json.field("condition", condition.text);
        json.field("holds", condition.holds);
        json.end_object();
    }
    json.end_array();
    json.key("score");
    json.begin_array();
    for (const auto& [term, share] : explanation.score) {
        json.begin_object();
        json.field("term", term.text);
        json.field("value", share.value);
        json.field("worst", term.worst);
        json.field("best", term.best);
        json.field("weight", term.weight);
        json.field("points", share.points);
        json.end_object();
    }
    json.end_array();
    json.key("figures");
    json.begin_object();
    for (const auto& figure : explanation.figures) json.field(figure.field->name, figure.value);
    json.end_object();
    json.end_object();
}

void write_changes(JsonWriter& json, const engine::Ranking& ranking) {
    const auto& changes = ranking.changes;
    const auto& rows = ranking.result.ranked;
    json.begin_object();
    write_times(json, ranking);
    json.key("coverage");
    write_coverage(json, ranking.coverage);
    json.key("left");
    json.begin_array();
    for (const auto& left : changes.left) {
        json.begin_object();
        json.field("id", left.spread);
        json.field("from", left.from);
        json.end_object();
    }
    json.end_array();
    json.key("entered");
    json.begin_array();
    for (const auto& entered : changes.entered) {
        json.begin_object();
        json.field("to", entered.to);
        json.key("spread");
        write(json, rows[entered.to]);
        json.end_object();
    }
    json.end_array();
    json.key("stayed");
    json.begin_array();
    for (const auto& stayed : changes.stayed) {
        json.begin_object();
        json.field("id", scan::identity(rows[stayed.to]));
        json.field("from", stayed.from);
        json.field("to", stayed.to);
        json.key("fields");
        json.begin_object();
        for (const auto& field : spread_fields)
            if (std::ranges::find(stayed.changed, field.name) != stayed.changed.end())
                field.write(json, field.name, rows[stayed.to]);
        json.end_object();
        json.end_object();
    }
    json.end_array();
    json.end_object();
}

}  // namespace wingspread::server
