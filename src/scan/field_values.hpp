#pragma once

#include "scan/field_source.hpp"

namespace wingspread::scan::field_values {

// What takes more than a line in the table of fields.cpp; missing_value where there is no figure.

/// Numerator per denominator; missing unless the latter is above zero.
double per(double numerator, double denominator);
double usd(const std::optional<Money>& amount);

/// Of the sold legs, the greatest or least of a figure; missing when none is sold.
double greatest_of_sold(const FieldSource& c,
                        double (*figure)(const FieldSource&, const FieldSource::Leg&));
double least_of_sold(const FieldSource& c,
                     double (*figure)(const FieldSource&, const FieldSource::Leg&));
double short_delta(const FieldSource& c, const FieldSource::Leg& leg);
double probability_in_the_money(const FieldSource& c, const FieldSource::Leg& leg);
/// How far out of the money: share of the spot, and in sigmas.
double moneyness(const FieldSource& c, const FieldSource::Leg& leg);
double sigma_distance(const FieldSource& c, const FieldSource::Leg& leg);
double extrinsic(const FieldSource& c, const FieldSource::Leg& leg);

/// Mean volatility of the legs of a side, by ratio.
double mean_iv(const FieldSource& c, options::Side side);
/// Model value less mid price, in USD.
double edge_usd(const FieldSource& c);
double profit_if_flat_usd(const FieldSource& c);

/// Of the outermost strikes to their neighbours; missing with fewer than three strikes.
struct WingWidths {
    double low;
    double high;
};
WingWidths wings(const FieldSource& c);

/// Least of a quantity column over the legs; missing when one is unknown.
double weakest(const FieldSource& c,
               std::vector<std::optional<Quantity>> market::OptionColumns::* column);
/// Least number of units that the sizes on display would fill.
double size(const FieldSource& c);
double widest_leg(const FieldSource& c);
double widest_leg_on_mid(const FieldSource& c);

double ex_dividend_inside(const FieldSource& c);
double earnings_inside(const FieldSource& c);
double held_legs(const FieldSource& c, bool opposite);

double at_the_money_iv(const FieldSource& c);
double expected_move(const FieldSource& c);
double back_dte(const FieldSource& c);

}  // namespace wingspread::scan::field_values
