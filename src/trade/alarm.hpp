#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace wingspread::trade {

/// What a person must hear of.
enum class AlarmKind : std::uint8_t {
    late_fill,              ///< an execution after the order had ended
    came_back,              ///< an ended order works again
    impossible_event,       ///< an event that the order's state does not allow
    second_perm_id,         ///< one intent lives twice at the broker
    unknown_own_order,      ///< our orderRef on an order that this journal does not know
    overfilled,             ///< more units than were ordered
    overclosed,             ///< exits have closed more than their order had opened
    conflicting_execution,  ///< one execution id with two contents
    corrected_execution,    ///< the broker has revised a fill
    liquidation,            ///< the broker has closed a position by force
};
std::string_view to_string(AlarmKind kind);  ///< "late_fill", …
/// Whether the books can no longer be trusted to say what may be traded.
bool must_halt(AlarmKind kind);

struct Alarm {
    AlarmKind kind = AlarmKind::late_fill;
    std::string text;

    bool operator==(const Alarm&) const = default;
};

}  // namespace wingspread::trade
