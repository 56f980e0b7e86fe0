#include "trade/alarm.hpp"

namespace wingspread::trade {

std::string_view to_string(AlarmKind kind) {
    switch (kind) {
        case AlarmKind::late_fill: return "late_fill";
        case AlarmKind::came_back: return "came_back";
        case AlarmKind::impossible_event: return "impossible_event";
        case AlarmKind::second_perm_id: return "second_perm_id";
        case AlarmKind::unknown_own_order: return "unknown_own_order";
        case AlarmKind::overfilled: return "overfilled";
        case AlarmKind::overclosed: return "overclosed";
        case AlarmKind::conflicting_execution: return "conflicting_execution";
        case AlarmKind::corrected_execution: return "corrected_execution";
        case AlarmKind::liquidation: return "liquidation";
    }
    return "";
}

bool must_halt(AlarmKind kind) {
    switch (kind) {
        case AlarmKind::late_fill:
        case AlarmKind::impossible_event:
        case AlarmKind::corrected_execution: return false;
        case AlarmKind::came_back:
        case AlarmKind::second_perm_id:
        case AlarmKind::unknown_own_order:
        case AlarmKind::overfilled:
        case AlarmKind::overclosed:
        case AlarmKind::conflicting_execution:
        case AlarmKind::liquidation: return true;
    }
    return true;
}

}  // namespace wingspread::trade
