#pragma once

#include "trade/journal.hpp"

#include <functional>
#include <memory>

namespace wingspread::app {

/// Where a test may stand between the parts of the whole program. Empty in the product.
struct Seams {
    using WrapJournal =
        std::function<std::unique_ptr<trade::Journal>(std::unique_ptr<trade::Journal>)>;

    /// Gets the journal on disk and gives the one that the engine writes to.
    WrapJournal journal;
};

}  // namespace wingspread::app
