#pragma once

#include "tws/wire.hpp"

#include <optional>
#include <string>
#include <vector>

/// Pattern: a message of TWS, described once. The struct says what it means, the description says
/// how it is written; reading, writing, printing, round trips and fuzzing follow from it. In the
/// product the struct goes to tws/answers.hpp (or requests.hpp) and its name into the variant of
/// tws/message.hpp, the description to tws/wire_answers.hpp. This message is not in the product.
namespace wingspread::templates {

struct BulletinSource {
    std::string name;
    bool operator==(const BulletinSource&) const = default;
};

struct Bulletin {
    std::int32_t bulletin_id = 0;
    std::optional<Price> halt_price;  ///< absent when nothing is halted
    std::vector<BulletinSource> sources;
    std::string language;  ///< from version 190
    bool operator==(const Bulletin&) const = default;
};

}  // namespace wingspread::templates

template <>
struct wingspread::tws::Wire<wingspread::templates::Bulletin> {
    static constexpr std::int32_t id = 250;
    static constexpr std::string_view name = "bulletin";
    static void fields(auto& io, auto& m) {
        io.legacy_version(1);
        io.field("bulletin_id", m.bulletin_id);
        io.field("halt_price", m.halt_price, Absent::max);
        io.list("sources", m.sources,
                [](auto& item, auto& source) { item.field("name", source.name); });
        io.field_since(190, "language", m.language);
    }
};
