#include "trade/account_kind.hpp"

#include "trade/enum_text.hpp"

namespace wingspread::trade {

namespace {

constexpr std::array<std::string_view, all_account_kinds.size()> kind_names{"margin", "cash",
                                                                            "ira"};

}  // namespace

std::string_view to_string(AccountKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Result<AccountKind> parse_account_kind(std::string_view text) {
    return parse_enum("account kind", all_account_kinds, text);
}

}  // namespace wingspread::trade
