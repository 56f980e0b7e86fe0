#pragma once

#include "engine/api.hpp"
#include "trade/book.hpp"
#include "trade/refusal.hpp"

#include <string>
#include <vector>

namespace wingspread::engine {

/// An order of the book as clients see it.
OrderView order_view(const trade::Book& book, const trade::BookedOrder& order);
PositionView position_view(const trade::Position& position);
/// "SPY 2026-12-18 480 P", or the symbol of what is no option.
std::string describe(const trade::Instrument& instrument);

/// What an order that was not placed would come to.
PreviewView preview_view(const trade::OrderIntent& intent, const trade::WhatIf& what_if,
                         const trade::Refusals& refusals);

}  // namespace wingspread::engine
