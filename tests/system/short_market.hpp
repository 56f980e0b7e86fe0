#pragma once

#include "sim/market.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace wingspread::system_test {

/// The synthetic market of KO, of which one expiration and its four strikes around the price are
/// listed: a whole conversation about it is short enough to be cut at each of its bytes. Copies
/// share one market, whose time moves for all of them.
class ShortMarket final : public sim::Market {
  public:
    ShortMarket(std::uint64_t seed, const Now& start);

    const sim::Universe& universe() const override { return *universe_; }
    void advance(const Now& now) override { whole_->advance(now); }
    MarketTime time() const override { return whole_->time(); }
    MarketTime time_at(const Now& now) const override { return whole_->time_at(now); }
    bool is_open(const sim::Instrument& instrument) const override {
        return whole_->is_open(instrument);
    }
    sim::MarketQuote quote(const sim::Instrument& instrument) override {
        return whole_->quote(instrument);
    }
    std::optional<sim::ModelValues> model(const sim::Instrument& instrument) override {
        return whole_->model(instrument);
    }
    sim::UnderlyingFigures figures(const sim::Instrument& underlying) override {
        return whole_->figures(underlying);
    }
    std::vector<sim::MarketBar> bars(const sim::Instrument& instrument, MarketTime from,
                                     MarketTime to, Duration step, sim::BarSource source) override {
        return whole_->bars(instrument, from, to, step, source);
    }
    std::optional<MarketTime> history_start(const sim::Instrument& instrument) const override {
        return whole_->history_start(instrument);
    }

  private:
    std::shared_ptr<sim::Market> whole_;
    std::shared_ptr<const sim::Universe> universe_;
};

/// What is listed of a short market, lowest strike first.
std::vector<Price> listed_strikes(const sim::Market& market);
Date listed_expiration(const sim::Market& market);

}  // namespace wingspread::system_test
