#include "tools/look/sums.h"

namespace tally::look {

std::string sum_text(Shown const& shown, Sum const& sum, AssetNumber asset) {
    auto text = shown.amount(Amount{sum.low}, asset);
    if (sum.carries != 0) text += " + " + std::to_string(sum.carries) + " x 2^128 units";
    return text;
}

std::string balance_text(Shown const& shown,
                         Sum const& debits,
                         Sum const& credits,
                         AssetNumber asset) {
    if (debits <= credits) return sum_text(shown, credits - debits, asset);
    return "-" + sum_text(shown, debits - credits, asset);
}

}  // namespace tally::look
