#include "scan/structure_scan.hpp"

#include "scan/chain_search.hpp"

namespace wingspread::scan {

Result<void> check_scan(const market::ChainSnapshot& chain, const Criteria& criteria,
                        const ChainModels& models) {
    if (const auto valid = validate(criteria); !valid) return valid;
    if (models.size() != chain.slices.size())
        return bad_field("models", std::to_string(models.size()),
                         std::to_string(chain.slices.size()) + ", one for each slice");
    return {};
}

std::vector<SkippedExpiry> skipped_expiries(const market::ChainSnapshot& chain,
                                            const Criteria& criteria, const ChainModels& models) {
    std::vector<SkippedExpiry> skipped;
    for (std::size_t i = 0; i < chain.slices.size(); ++i) {
        const auto& terms = chain.slices[i]->terms;
        if (left_out(expiry_time(terms, chain.as_of), criteria, models[i]) == Rejection::no_model)
            skipped.push_back({terms.expiration, terms.trading_class, models[i].error().message});
    }
    return skipped;
}

Result<ChainModels> chain_models(const market::ChainSnapshot& chain, const Criteria& criteria) {
    if (!chain.spot || *chain.spot <= Price{})
        return fail(Errc::unavailable, chain.underlying.symbol +
                                           ": the underlying has no price, so that nothing on it "
                                           "can be valued");
    return fit_models(chain, chain.spot->to_double(), criteria);
}

Result<ScanResult> scan_structures(const market::ChainSnapshot& chain, const Criteria& criteria) {
    if (const auto valid = validate(criteria); !valid) return std::unexpected(valid.error());
    const auto models = chain_models(chain, criteria);
    if (!models) return std::unexpected(models.error());
    return scan_structures(chain, criteria, *models);
}

Result<ScanResult> scan_structures(const market::ChainSnapshot& chain, const Criteria& criteria,
                                   const ChainModels& models, Counting counting) {
    if (const auto fine = check_scan(chain, criteria, models); !fine)
        return std::unexpected(fine.error());
    const Criteria narrowed = with_implied_limits(criteria);
    FoundList best(chain, narrowed, models, narrowed.top);
    ScanResult result;
    ChainSearch(chain, narrowed, models).run(counting, best, result.counts);
    if (best.where().is_exhausted()) return std::unexpected(best.where().exhausted());
    best.where().count(result.counts.where);
    for (const auto& found : best.take()) result.ranked.push_back(best.describe(found));
    result.counts.ranked = result.ranked.size();
    result.skipped = skipped_expiries(chain, narrowed, models);
    return result;
}

}  // namespace wingspread::scan
