// Ticks of an option chain, from bytes to a table of quotes: our decoder beside one that splits
// each message into strings and calls std::stod, on the same bytes in the same run.

#include "core/rng.hpp"
#include "tws/codec.hpp"
#include "tws/frame.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <string>
#include <vector>

namespace {

using namespace wingspread;
using namespace wingspread::tws;

constexpr int lines = 100;
constexpr int messages = 10'000;
constexpr ServerVersion version{176};

/// Which messages a stream holds.
enum class Mix { prices, sizes, option_figures, session };

Answer random_tick(Mix mix, Rng& rng) {
    const RequestId line{static_cast<std::int32_t>(rng.between(0, lines - 1))};
    // A trading session sends about as many sizes as prices, and model figures for one in five.
    const double draw = rng.uniform();
    if (mix == Mix::session) {
        mix = draw < 0.4 ? Mix::prices : draw < 0.8 ? Mix::sizes : Mix::option_figures;
    }
    const bool bid = rng.chance(0.5);
    const Price price = Price::from_raw(rng.between(1, 10'000) * 1'000'000);
    const Quantity size = Quantity::from_int(rng.between(1, 500));
    switch (mix) {
        case Mix::prices:
            return TickPrice{
                line, bid ? TickType::bid : TickType::ask, price, size, {true, false, false}};
        case Mix::sizes: return TickSize{line, bid ? TickType::bid_size : TickType::ask_size, size};
        case Mix::option_figures:
        case Mix::session: break;
    }
    const double spot = 4500 + rng.normal();
    return TickOptionComputation{line,
                                 TickType::model_option,
                                 0,
                                 0.2 + 0.01 * rng.normal(),
                                 0.5 * rng.uniform(),
                                 10 * rng.uniform(),
                                 0.0,
                                 0.01 * rng.uniform(),
                                 rng.uniform(),
                                 -rng.uniform(),
                                 spot};
}

std::string stream_of(Mix mix) {
    Rng rng(1);
    std::string bytes;
    for (int i = 0; i < messages; ++i) (void)encode(random_tick(mix, rng), version, bytes);
    return bytes;
}

struct Quote {
    std::int64_t bid = 0, ask = 0, bid_size = 0, ask_size = 0;
    double implied_volatility = 0, delta = 0, gamma = 0, vega = 0, theta = 0;
};
using Quotes = std::array<Quote, lines>;

void apply(const TickPrice& tick, Quotes& quotes) {
    Quote& quote = quotes[static_cast<std::size_t>(tick.req_id.value())];
    const bool bid = tick.tick_type == TickType::bid;
    if (tick.price) (bid ? quote.bid : quote.ask) = tick.price->raw();
    if (tick.size) (bid ? quote.bid_size : quote.ask_size) = tick.size->raw();
}
void apply(const TickSize& tick, Quotes& quotes) {
    Quote& quote = quotes[static_cast<std::size_t>(tick.req_id.value())];
    const bool bid = tick.tick_type == TickType::bid_size;
    if (tick.size) (bid ? quote.bid_size : quote.ask_size) = tick.size->raw();
}
void apply(const TickOptionComputation& tick, Quotes& quotes) {
    Quote& quote = quotes[static_cast<std::size_t>(tick.req_id.value())];
    quote.implied_volatility = tick.implied_volatility.value_or(0);
    quote.delta = tick.delta.value_or(0);
    quote.gamma = tick.gamma.value_or(0);
    quote.vega = tick.vega.value_or(0);
    quote.theta = tick.theta.value_or(0);
}
template <class M>
void apply(const M&, Quotes&) {}

void decode_and_apply(benchmark::State& state, Mix mix) {
    const std::string bytes = stream_of(mix);
    Quotes quotes{};
    Answer answer;
    for (auto _ : state) {
        FrameReader frames;
        frames.feed(bytes);
        for (auto payload = frames.next(); payload && *payload; payload = frames.next()) {
            if (!decode_answer(**payload, version, answer)) continue;
            std::visit([&quotes](const auto& message) { apply(message, quotes); }, answer);
        }
        benchmark::DoNotOptimize(quotes);
    }
    state.SetItemsProcessed(state.iterations() * messages);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

std::vector<std::string> split(std::string_view payload) {
    std::vector<std::string> fields;
    while (!payload.empty()) {
        const std::size_t end = payload.find('\0');
        fields.emplace_back(payload.substr(0, end));
        payload.remove_prefix(end + 1);
    }
    return fields;
}

void split_and_stod(benchmark::State& state, Mix mix) {
    struct DoubleQuote {
        double bid = 0, ask = 0, bid_size = 0, ask_size = 0;
        double implied_volatility = 0, delta = 0, gamma = 0, vega = 0, theta = 0;
    };
    const std::string bytes = stream_of(mix);
    std::array<DoubleQuote, lines> quotes{};
    for (auto _ : state) {
        FrameReader frames;
        frames.feed(bytes);
        for (auto payload = frames.next(); payload && *payload; payload = frames.next()) {
            const auto f = split(**payload);
            const int id = std::stoi(f[0]);
            DoubleQuote& quote =
                quotes[static_cast<std::size_t>(std::stoi(id == 21 ? f[1] : f[2]))];
            const int type = std::stoi(id == 21 ? f[2] : f[3]);
            if (id == 1) {
                (type == 1 ? quote.bid : quote.ask) = std::stod(f[4]);
                (type == 1 ? quote.bid_size : quote.ask_size) = std::stod(f[5]);
            } else if (id == 2) {
                (type == 0 ? quote.bid_size : quote.ask_size) = std::stod(f[4]);
            } else {
                quote.implied_volatility = std::stod(f[4]);
                quote.delta = std::stod(f[5]);
                quote.gamma = std::stod(f[8]);
                quote.vega = std::stod(f[9]);
                quote.theta = std::stod(f[10]);
            }
        }
        benchmark::DoNotOptimize(quotes);
    }
    state.SetItemsProcessed(state.iterations() * messages);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}

BENCHMARK_CAPTURE(decode_and_apply, prices, Mix::prices);
BENCHMARK_CAPTURE(decode_and_apply, sizes, Mix::sizes);
BENCHMARK_CAPTURE(decode_and_apply, option_figures, Mix::option_figures);
BENCHMARK_CAPTURE(decode_and_apply, session, Mix::session);
BENCHMARK_CAPTURE(split_and_stod, prices, Mix::prices);
BENCHMARK_CAPTURE(split_and_stod, sizes, Mix::sizes);
BENCHMARK_CAPTURE(split_and_stod, option_figures, Mix::option_figures);
BENCHMARK_CAPTURE(split_and_stod, session, Mix::session);

}  // namespace
