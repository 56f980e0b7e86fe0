#pragma once

#include "tws/absent.hpp"
#include "tws/message.hpp"

/// How to read and extend the descriptions of messages.
///
/// `Wire<M>` describes message M once: its number, its name and its fields in the order of the
/// text protocol, with the server versions that gate them. Whoever handles messages brings an
/// `Io`: TextReader, TextWriter, TextPrinter, and in the tests a generator of random messages. The
/// members that an Io needs are those of TextReader. A description may look at fields that it has
/// already named (a reader has filled them by then) and at `io.version`.
///
/// Order of fields, gates and absent values follow the public sources of the vendor's clients and
/// of independent ones; where these disagree, a comment says which one is right and why.
namespace wingspread::tws {

template <class M>
struct Wire;

/// Server versions that change the fields of our messages.
namespace since {
inline constexpr int duration = 158;
inline constexpr int post_to_ats = 160;
inline constexpr int auto_cancel_parent = 162;
inline constexpr int size_increment_of_stock = 163;
inline constexpr int size_rules = 164;
inline constexpr int advanced_order_reject = 166;
inline constexpr int manual_order_time = 169;
inline constexpr int peg_offsets = 170;
inline constexpr int bond_issuer = 176;
inline constexpr int no_fa_profile = 177;
inline constexpr int pending_price_revision = 178;
inline constexpr int fund_data = 179;
inline constexpr int last_trade_date = 182;
inline constexpr int customer_account = 183;
inline constexpr int professional_customer = 184;
inline constexpr int bond_accrued_interest = 185;
inline constexpr int ineligibility_reasons = 186;
inline constexpr int rfq_fields = 187;
inline constexpr int include_overnight = 189;
inline constexpr int no_rfq_fields = 190;
inline constexpr int cme_tagging = 192;
inline constexpr int cme_tagging_in_open_order = 193;
inline constexpr int error_time = 194;
inline constexpr int full_order_preview = 195;
inline constexpr int historical_data_end = 196;
inline constexpr int submitter = 198;
inline constexpr int imbalance_only = 199;
inline constexpr int days_of_executions = 200;
}  // namespace since

}  // namespace wingspread::tws
