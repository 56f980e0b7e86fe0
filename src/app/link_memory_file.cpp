#include "app/link_memory_file.hpp"

#include "broker/code_table.hpp"
#include "store/fields.hpp"
#include "store/record_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace wingspread::app {

namespace {

constexpr int file_version = 1;

/// Without its bounds a count of durations says nothing.
void describe_histogram(auto& io, auto& bounds, auto& counts, auto& sum) {
    io.list("bounds", bounds, [&](auto& bound) { io.field("seconds", bound); });
    io.list("counts", counts, [&](auto& count) { io.field("count", count); });
    io.field("sum", sum);
}

void describe_histogram(auto& io, const DurationHistogram& histogram) {
    const double sum = histogram.sum_seconds();
    describe_histogram(io, histogram.upper_bounds_seconds(), histogram.counts(), sum);
}

void describe_histogram(auto& io, DurationHistogram& histogram) {
    std::vector<double> bounds;
    std::vector<std::uint64_t> counts;
    double sum = 0;
    describe_histogram(io, bounds, counts, sum);
    auto read = DurationHistogram::of(std::move(bounds), std::move(counts), sum);
    if (read) {
        histogram = std::move(*read);
    } else {
        io.fail_with({Errc::io, "order_execution: as many counts as bounds and one more"});
    }
}

void describe_counters(auto& io, auto& counters) {
    io.field("throttle_events", counters.throttle_events);
    io.field("messages_received", counters.messages_received);
    io.field("messages_sent", counters.messages_sent);
    io.field("reconnects", counters.reconnects);
    io.field("gateway_launches", counters.gateway_launches);
    io.field("gap", counters.gap);
    io.field("line_waits", counters.line_waits);
    io.field("line_evictions", counters.line_evictions);
    io.field("line_shared_hits", counters.line_shared_hits);
    io.field("orders_placed", counters.orders_placed);
    io.field("orders_refused", counters.orders_refused);
    io.part("order_execution", [&] { describe_histogram(io, counters.order_execution); });
    io.part("api_errors", [&] {
        for (auto& error : counters.api_errors) io.field(error.code_class, error.count);
    });
}

void describe_underlying(auto& io, auto& underlying) {
    bool is_index = underlying.kind == options::UnderlyingKind::index;
    io.field("symbol", underlying.symbol);
    io.field("index", is_index);
    io.field("conid", underlying.conid);
    io.field("exchange", underlying.exchange);
    io.field("currency", underlying.currency);
    if constexpr (!std::is_const_v<std::remove_reference_t<decltype(underlying)>>) {
        underlying.kind =
            is_index ? options::UnderlyingKind::index : options::UnderlyingKind::stock;
    }
}

void describe_memory(auto& io, auto& memory) {
    io.field("saved_at", memory.saved_at);
    io.field("state", memory.state);
    io.field("reason", memory.reason);
    io.field("since", memory.since);
    io.field("client_id", memory.client_id);
    io.field("highest_order_id", memory.highest_order_id);
    io.part("counters", [&] { describe_counters(io, memory.counters); });
    io.list("options", memory.options, [&](auto& option) { store::describe_contract(io, option); });
    io.list("underlyings", memory.underlyings,
            [&](auto& underlying) { describe_underlying(io, underlying); });
}

/// One count for each class of codes that there is, as they stand in `counted`.
std::vector<engine::ApiErrorCount> by_class(const std::vector<engine::ApiErrorCount>& counted) {
    std::vector<engine::ApiErrorCount> errors;
    for (std::size_t i = 0; i < broker::code_class_count; ++i) {
        const auto name = broker::to_string(static_cast<broker::CodeClass>(i));
        const auto found = std::ranges::find(counted, name, &engine::ApiErrorCount::code_class);
        errors.push_back({name, found == counted.end() ? 0 : found->count});
    }
    return errors;
}

}  // namespace

Result<void> save_link_memory(const std::string& path, engine::LinkMemory memory) {
    memory.counters.api_errors = by_class(memory.counters.api_errors);
    store::FieldWriter writer;
    writer.field("version", file_version);
    describe_memory(writer, std::as_const(memory));
    const std::string next = path + ".next";
    {
        std::ofstream file(next, std::ios::binary | std::ios::trunc);
        file << writer.text();
        file.flush();
        if (!file) {
            return fail(Errc::io,
                        fmt::format("{}: {}", next, std::generic_category().message(errno)));
        }
    }
    std::error_code error;
    // Like the journal beside it, it is nobody else's to read.
    std::filesystem::permissions(
        next, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, error);
    if (!error) std::filesystem::rename(next, path, error);
    if (error) return fail(Errc::io, fmt::format("{}: {}", path, error.message()));
    return {};
}

Result<std::optional<engine::LinkMemory>> load_link_memory(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error)) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) return fail(Errc::io, path + ": cannot be read");
    store::FieldReader reader(text);
    int version = 0;
    engine::LinkMemory memory;
    memory.counters.api_errors = by_class({});
    reader.field("version", version);
    if (version != file_version) {
        return fail(Errc::io, fmt::format("{}: version {} is not known", path, version));
    }
    describe_memory(reader, memory);
    if (const auto done = reader.finish(); !done) return with_context(done.error(), path);
    return memory;
}

}  // namespace wingspread::app
