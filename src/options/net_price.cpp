#include "options/net_price.hpp"

namespace wingspread::options {

NetPrice net_price(std::span<const QuotedLeg> legs) {
    Price natural;
    Price waiting;
    for (const auto& leg : legs) {
        const bool buys = leg.side == Side::buy;
        const auto signed_ratio = sign(leg.side) * leg.ratio;
        natural += (buys ? leg.ask : leg.bid) * signed_ratio;
        waiting += (buys ? leg.bid : leg.ask) * signed_ratio;
    }
    const auto sum = (natural + waiting).raw();
    return {natural, Price::from_raw(sum >> 1), waiting};
}

}  // namespace wingspread::options
