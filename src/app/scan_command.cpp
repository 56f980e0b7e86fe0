#include "app/commands.hpp"
#include "app/csv.hpp"
#include "app/engine_setup.hpp"
#include "app/log.hpp"
#include "app/output.hpp"
#include "app/terminal.hpp"
#include "core/date.hpp"
#include "data/replay.hpp"
#include "scan/criteria.hpp"
#include "scan/structure_scan.hpp"
#include "server/json.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <future>

namespace wingspread::app {

namespace {

/// What a scan gave, and the spread that was to be explained.
struct Found {
    scan::ScanResult result;
    std::optional<scan::Explanation> explanation;
};

int print(const Context& context, const ScanOptions& options, const Found& found) {
    const auto& result = found.result;
    if (found.explanation) {
        fmt::print("{}", context.json ? server::to_json(*found.explanation) + "\n"
                                      : scan::to_text(*found.explanation));
    } else if (context.json) {
        fmt::print("{}\n", server::to_json_array(result.ranked));
    } else if (options.csv) {
        fmt::print("{}", ranking_csv(result.ranked));
    } else {
        fmt::print("{}", ranking_table(result, wants_colour(stdout)));
    }
    std::fflush(stdout);
    fmt::print(stderr, "{}", counts_text(result));
    return exit_ok;
}

Result<Found> scan_files(const ScanOptions& options, const scan::Criteria& criteria) {
    const auto& files = *options.files;
    if (files.data_dir.empty()) return bad_field("--data", "", "the folder of the chain files");
    const auto date = parse_date(files.date);
    if (!date) return with_context(date.error(), "--date");
    const auto at = data::parse_time_of_day(files.at);
    if (!at) return with_context(at.error(), "--at");
    const auto chain = data::load_chain(files.data_dir, options.symbol, *date, *at);
    if (!chain) return std::unexpected(chain.error());
    const auto models = scan::chain_models(**chain, criteria);
    if (!models) return std::unexpected(models.error());
    auto result = scan::scan_structures(**chain, criteria, *models);
    if (!result) return std::unexpected(result.error());
    if (options.explain.empty()) return Found{std::move(*result), {}};
    auto explanation = scan::explain(**chain, criteria, *models, *result, options.explain);
    if (!explanation) return std::unexpected(explanation.error());
    return Found{std::move(*result), std::move(*explanation)};
}

void show_progress(const engine::SweepProgress& progress) {
    fmt::print(stderr, "\r{} of {} quoted, {} silent, {} refused ", progress.quoted, progress.total,
               progress.silent, progress.refused);
    if (progress.finished) fmt::print(stderr, "\n");
}

Result<Found> scan_gateway(const Context& context, const ScanOptions& options,
                           const scan::Criteria& criteria) {
    EngineWish wish;
    wish.client_id = context.config.client_id + 1;  // beside a running `serve`
    auto setup = EngineSetup::make(context, wish);
    if (!setup) return std::unexpected(setup.error());
    auto& engine = (*setup)->engine();
    if (is_terminal(stderr)) engine.on_progress(show_progress);
    std::promise<Result<std::shared_ptr<const engine::Ranking>>> promise;
    engine.start();
    engine.scan({options.symbol, criteria, options.explain},
                std::chrono::seconds(options.deadline_s),
                [&](auto ranking) { promise.set_value(std::move(ranking)); });
    const auto ranking = promise.get_future().get();
    engine.stop();
    if (!ranking) return std::unexpected(ranking.error());
    const auto& coverage = (*ranking)->coverage;
    if (!coverage.finished) {
        fmt::print(stderr, "not finished in {} s: {} of {} contracts were quoted\n",
                   options.deadline_s, coverage.quoted, coverage.total);
    }
    return Found{(*ranking)->result, (*ranking)->explanation};
}

constexpr std::streamsize longest_profile = 64 * 1024;

/// A profile of the user's own, named by its file.
Result<scan::Profile> read_profile(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(longest_profile, '\0');
    file.read(text.data(), longest_profile);
    if (!file.is_open() || file.bad() || file.gcount() == longest_profile)
        return bad_field("--profile-file", path, "a file that can be read, of less than 64 KiB");
    text.resize(static_cast<std::size_t>(file.gcount()));
    return scan::parse_profile(std::filesystem::path(path).stem().string(), text);
}

Result<scan::Criteria> criteria_of(const ScanOptions& options) {
    auto criteria = scan::parse_criteria(options.criteria);
    if (!criteria || options.profile_file.empty()) return criteria;
    if (criteria->profile)
        return bad_field("--profile-file", options.profile_file, "no --profile beside it");
    auto profile = read_profile(options.profile_file);
    if (!profile) return std::unexpected(profile.error());
    criteria->profile = std::move(*profile);
    return criteria;
}

}  // namespace

int run_scan(const Context& context, const ScanOptions& options) {
    set_up_log(context.config, Quiet::yes);
    if (context.json && options.csv)
        return report(bad_field("--csv", "--json --csv", "one of them").error());
    auto criteria = criteria_of(options);
    if (!criteria) return report(criteria.error());
    if (!criteria->rate_per_year) criteria->rate_per_year = context.config.fallback_rate_per_year;
    if (options.watch) {
        if (options.files)
            return report(bad_field("--watch", "--data", "a gateway: files do not change").error());
        if (options.csv) return report(bad_field("--csv", "--watch", "one of them").error());
        if (!options.explain.empty())
            return report(bad_field("--explain", "--watch", "one of them").error());
        return run_watch(context, options, *criteria);
    }
    const auto result =
        options.files ? scan_files(options, *criteria) : scan_gateway(context, options, *criteria);
    return result ? print(context, options, *result) : report(result.error());
}

}  // namespace wingspread::app
