#include "replay/diff.h"

#include "engine/sequencer/record_hashes.h"
#include "journal/store/record_store.h"
#include "journal/tree/proof.h"
#include "replay/catalog.h"

#include <algorithm>

namespace tally {

namespace {

class Comparison {
public:
    Comparison(Catalog const& left,
               Catalog const& right,
               std::function<void(Difference const&)> const& found)
        : left_(left), right_(right), found_(found) {}

    std::uint64_t run() {
        for (auto const id : left_.ids) {
            if (right_.has(id))
                compare(id);
            else
                say(id, {}, DiffValue{}, {});
        }
        for (auto const id : right_.ids)
            if (!left_.has(id)) say(id, {}, {}, DiffValue{});
        return count_;
    }

private:
    void compare(uint128 id) {
        auto const left = left_.fields(id);
        auto const right = right_.fields(id);
        for (std::size_t i = 0; i < left.size(); ++i)
            if (left[i].value != right[i].value)
                say(id, left[i].name, left[i].value, right[i].value);
    }

    void say(uint128 id,
             std::string field,
             std::optional<DiffValue> left,
             std::optional<DiffValue> right) {
        ++count_;
        if (found_) found_({left_.kind, id, std::move(field), std::move(left), std::move(right)});
    }

    Catalog const& left_;
    Catalog const& right_;
    std::function<void(Difference const&)> const& found_;
    std::uint64_t count_ = 0;
};

}  // namespace

std::uint64_t diff_states(State const& left,
                          State const& right,
                          std::function<void(Difference const&)> const& found) {
    auto const ours = catalogs_of(left);
    auto const theirs = catalogs_of(right);
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < ours.size(); ++i)
        count += Comparison{ours[i], theirs[i], found}.run();
    return count;
}

Result<std::optional<Sequence>> first_different_entry(Record const& left,
                                                      Record const& right,
                                                      std::uint64_t size) {
    RecordHashes ours{left.store()};
    RecordHashes theirs{right.store()};
    std::uint64_t same = 0;              // so many entries are the same
    std::uint64_t different = size + 1;  // so many are not, or are more than there are
    while (same + 1 < different) {
        auto const middle = same + (different - same) / 2;
        TALLY_TRY(our_root, root_of(ours, middle));
        TALLY_TRY(their_root, root_of(theirs, middle));
        (our_root == their_root ? same : different) = middle;
    }
    if (same == size) return std::optional<Sequence>{};
    return std::optional{Sequence{same}};
}

}  // namespace tally
