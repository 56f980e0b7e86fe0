#pragma once

#include "system/harness.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wingspread::system_test {

/// A harness around a short market, with a gateway that speaks little.
std::unique_ptr<Harness> make_short_harness();
/// The same gateway alone.
sim::GatewayConfig short_gateway();

/// A bull put of the two lowest strikes, one unit at the natural price.
engine::OrderRequest short_order(const Harness& harness);

/// Connects, previews an order, places it and follows it to its end: the chain of one expiration,
/// quotes, what-if, order, fill, positions. Goes on after a failure, and ends when both sides have
/// had the time to find out what the other knows.
void converse(Harness& harness);

/// Orders, executions and positions are the same on both sides.
void expect_books_agree(Harness& harness);

/// Where each message of one direction ends, by the lengths alone; the greeting counts as one.
std::vector<std::size_t> message_ends(std::string_view bytes, std::size_t start = 0);

}  // namespace wingspread::system_test
