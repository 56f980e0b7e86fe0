#pragma once

#include "engine/order_desk.hpp"

namespace wingspread::engine {

/// What a person decides where the books alone cannot tell. Each decision is in the journal, with
/// its reason, before it counts.

/// Ends an order in doubt as the person found it to have ended. Refused while the broker's books
/// have not been compared on this connection (unavailable), for an order that is unknown
/// (not_found) or not in doubt (conflict), and without a reason.
void resolve(const ResolveOrder& command, DeskContext desk);

/// Takes the broker's word for what is held of an underlying on which both differ (an assignment,
/// an exercise, a trade by hand), so that orders pass there again. Refused while the broker's books
/// have not been compared (unavailable), where nothing differs (conflict), and without a reason.
void adopt(const AdoptPositions& command, DeskContext desk);

/// Lets orders of an account that may be real money pass the gate for a while; the record survives
/// restarts, and its end needs nobody. Refused (invalid_argument) without the exact words, and for
/// an account that is paper on a gateway that is not live.
void arm_live(const ArmLive& command, trade::Environment environment, DeskContext desk);

}  // namespace wingspread::engine
