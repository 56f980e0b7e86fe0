#include "pricing/quotes.hpp"

#include <cmath>

namespace wingspread::pricing {

bool is_two_sided(double bid, double ask) { return bid > 0 && bid <= ask && std::isfinite(ask); }

}  // namespace wingspread::pricing
