#include "tools/serve/net/output.h"

#include "journal/vocabulary/check.h"

#include <utility>

namespace tally::serve {

void Output::lend(std::size_t own_before, ByteSpan bytes, std::shared_ptr<void const> holder) {
    TALLY_CHECK(own_before <= own_.size());
    TALLY_CHECK(lent_.empty() || lent_.back().own_before <= own_before);
    lent_bytes_ += bytes.size();
    lent_.push_back({own_before, bytes, std::move(holder)});
}

void Output::clear() {
    own_.clear();
    lent_.clear();
    lent_bytes_ = 0;
}

std::vector<boost::asio::const_buffer> Output::buffers() const {
    std::vector<boost::asio::const_buffer> all;
    all.reserve(2 * lent_.size() + 1);
    std::size_t from = 0;
    for (auto const& lent : lent_) {
        if (lent.own_before != from) all.emplace_back(own_.data() + from, lent.own_before - from);
        all.emplace_back(lent.bytes.data(), lent.bytes.size());
        from = lent.own_before;
    }
    if (from != own_.size()) all.emplace_back(own_.data() + from, own_.size() - from);
    return all;
}

}  // namespace tally::serve
