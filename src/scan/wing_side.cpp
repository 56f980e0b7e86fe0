#include "scan/wing_side.hpp"

#include "scan/pop_zone.hpp"

#include <algorithm>

namespace wingspread::scan {

WingSide::WingSide(const WingPairs& passed, const LegTable& legs)
    : pairs(passed), share(passed.size()) {
    for (const auto& group : pairs.groups) {
        const auto first = static_cast<std::uint32_t>(blocks_.size());
        for (auto begin = group.begin; begin < group.end; begin += block_size)
            add_block(begin, std::min(group.end, begin + block_size), legs);
        of_group_.emplace_back(first, static_cast<std::uint32_t>(blocks_.size()));
    }
}

void WingSide::add_block(std::uint32_t begin, std::uint32_t end, const LegTable& legs) {
    WingBlock block{.begin = begin,
                    .end = end,
                    .least_net = infinity,
                    .greatest_net = -infinity,
                    .least_sum = infinity,
                    .most_difference = -infinity};
    for (auto i = begin; i < end; ++i) {
        const double net = pairs.net[i];
        const double strike = legs.legs.strike[pairs.inner[i]];
        block.least_net = std::min(block.least_net, net);
        block.greatest_net = std::max(block.greatest_net, net);
        block.least_sum = std::min(block.least_sum, strike + net);
        block.most_difference = std::max(block.most_difference, strike - net);
    }
    blocks_.push_back(block);
}

void WingSide::set_shares(double of_net) {
    for (std::size_t i = 0; i < share.size(); ++i)
        share[i] = pairs.score[i] + of_net * pairs.net[i];
    for (auto& block : blocks_)
        block.reach = *std::max_element(share.begin() + block.begin, share.begin() + block.end);
}

}  // namespace wingspread::scan
