#include "projections/containers/due_heap.h"
#include "projections/containers/flat_index.h"
#include "projections/containers/paged_vector.h"
#include "projections/containers/slab.h"
#include "projections/undo_log.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace tally {
namespace {

// What to do, and with what. A program of these is played on a container and on a model of it.
using Step = std::pair<std::uint8_t, std::uint16_t>;
using Program = std::vector<Step>;

// A subject has a `model` that can be copied, change(choice, value), which changes container and
// model alike, and check(), which compares all of both.
//
// Scopes open and end at random. One that is rolled back must leave what the model was before it.
template <class Subject>
void play(Program const& program) {
    UndoLog undo;
    Subject subject{undo};
    auto before = subject.model;
    for (auto const& [kind, value] : program) {
        bool const ends_scope = undo.open() && kind % 32 < 2;
        if (!undo.open() && kind % 32 < 2) {
            undo.open_scope();
            before = subject.model;
        } else if (ends_scope && kind % 32 == 0) {
            undo.commit();
        } else if (ends_scope) {
            undo.roll_back();
            subject.model = before;
        } else {
            subject.change(kind / 32, value);
        }
        if (ends_scope) subject.check();
    }
    subject.check();
}

// Long enough to outgrow the first tables and pages, most of it inside of scopes.
template <class Subject>
bool agrees_with_its_model() {
    return rc::check([] {
        auto const length = *rc::gen::inRange<std::size_t>(0, 1500);
        auto const step = rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<Step>());
        play<Subject>(*rc::gen::container<Program>(length, step));
    });
}

template <class Map>
auto nth_of(Map& map, std::size_t n) {
    return std::next(map.begin(), static_cast<std::ptrdiff_t>(n % map.size()));
}

// Keys of which many share a home and a tag, at the end of the table, so that runs wrap around.
struct CrowdedKey {
    std::uint16_t value = 0;

    friend auto operator<=>(CrowdedKey, CrowdedKey) = default;

    friend std::uint64_t mix_key(CrowdedKey key) { return UINT64_MAX - key.value % 5; }
};

template <class Key, std::uint16_t key_count>
class FlatIndexSubject {
    [[nodiscard]] auto key_of() const {
        return [this](FlatIndex::Handle handle) { return keys_[handle]; };
    }

public:
    explicit FlatIndexSubject(UndoLog& undo) : index_(undo) {}

    void change(unsigned choice, std::uint16_t value) {
        if (choice == 7) return index_.reserve(value % 512, key_of());
        Key const key{static_cast<std::uint16_t>(value % key_count)};
        auto const known = model.find(key);
        if (choice < 5 && known == model.end()) {
            model[key] = new_handle(key);
            index_.insert(key, model[key], key_of());
        } else if (choice == 5 && known != model.end()) {
            known->second = new_handle(key);
            index_.replace(key, known->second, key_of());
        } else if (choice == 6 && !model.empty()) {
            auto const leaves = nth_of(model, value);
            if (value % 2 == 0)
                index_.erase(leaves->first, key_of());
            else
                RC_ASSERT(index_.take(leaves->first, key_of()) == leaves->second);
            model.erase(leaves);
        }
    }

    void check() const {
        RC_ASSERT(index_.size() == model.size());
        for (std::uint16_t value = 0; value < key_count; ++value) {
            auto const known = model.find(Key{value});
            RC_ASSERT(index_.find(Key{value}, key_of()) ==
                      (known == model.end() ? FlatIndex::none : known->second));
        }
    }

    std::map<Key, FlatIndex::Handle> model;

private:
    FlatIndex::Handle new_handle(Key key) {
        keys_.push_back(key);
        return static_cast<FlatIndex::Handle>(keys_.size() - 1);
    }

    FlatIndex index_;
    std::vector<Key> keys_;
};

TEST(FlatIndexTest, AgreesWithAMap) {
    EXPECT_TRUE((agrees_with_its_model<FlatIndexSubject<uint128, 1'024>>()));
}

TEST(FlatIndexTest, TakesNothingThatIsNotThere) {
    UndoLog undo;
    FlatIndex index{undo};
    auto const key_of = [](FlatIndex::Handle handle) { return uint128{handle}; };
    EXPECT_EQ(index.take(uint128{1}, key_of), FlatIndex::none);
    index.insert(uint128{1}, 1, key_of);
    EXPECT_EQ(index.take(uint128{2}, key_of), FlatIndex::none);
    EXPECT_EQ(index.take(uint128{1}, key_of), 1U);
    EXPECT_EQ(index.size(), 0U);
}

TEST(FlatIndexTest, AgreesWithAMapWhenKeysCrowd) {
    EXPECT_TRUE((agrees_with_its_model<FlatIndexSubject<CrowdedKey, 200>>()));
}

// Freed handles are used again, last freed first: the model says which handle comes next.
class SlabSubject {
public:
    explicit SlabSubject(UndoLog& undo) : slab_(undo) {}

    struct Model {
        std::map<std::uint32_t, std::uint64_t> live;
        std::vector<std::uint32_t> free;
    };

    void change(unsigned choice, std::uint16_t value) {
        if (choice < 4 || model.live.empty()) return insert(value);
        auto const chosen = nth_of(model.live, value);
        if (choice < 6) {
            slab_.mutate(chosen->first) = ++chosen->second;
        } else {
            slab_.erase(chosen->first);
            model.free.push_back(chosen->first);
            model.live.erase(chosen);
        }
    }

    void check() const {
        RC_ASSERT(slab_.size() == model.live.size());
        RC_ASSERT(slab_.end() == model.live.size() + model.free.size());
        for (auto const& [handle, object] : model.live) {
            RC_ASSERT(slab_.is_live(handle));
            RC_ASSERT(slab_[handle] == object);
        }
        auto free = slab_.first_free();
        for (auto at = model.free.rbegin(); at != model.free.rend(); ++at) {
            RC_ASSERT(free == *at);
            RC_ASSERT(!slab_.is_live(free));
            free = slab_.next_free(free);
        }
        RC_ASSERT(free == Slab<std::uint64_t>::none);
    }

    Model model;

private:
    void insert(std::uint64_t object) {
        auto expected = static_cast<std::uint32_t>(model.live.size() + model.free.size());
        if (!model.free.empty()) {
            expected = model.free.back();
            model.free.pop_back();
        }
        RC_ASSERT(slab_.insert(object) == expected);
        model.live[expected] = object;
    }

    Slab<std::uint64_t> slab_;
};

TEST(SlabTest, AgreesWithAMapAndAStackOfFreeHandles) {
    EXPECT_TRUE(agrees_with_its_model<SlabSubject>());
}

TEST(SlabTest, APageThatIsAddedInsideOfAScopeIsUsedAgainAfterIt) {
    UndoLog undo;
    Slab<std::uint32_t> slab{undo};
    constexpr std::uint32_t page = Slab<std::uint32_t>::page_size;
    for (std::uint32_t i = 0; i + 1 < page; ++i)
        slab.insert(i);
    for (std::uint32_t const round : {1U, 2U}) {
        undo.open_scope();
        for (std::uint32_t i = 0; i < page + 2; ++i)
            EXPECT_EQ(slab.insert(round), page - 1 + i);
        undo.roll_back();
        EXPECT_EQ(slab.size(), page - 1);
        EXPECT_EQ(slab.end(), page - 1);
        EXPECT_EQ(slab[page - 2], page - 2);
    }
    EXPECT_EQ(slab.insert(7), page - 1);
    EXPECT_EQ(slab.insert(8), page);
    EXPECT_EQ(slab[page], 8U);
}

class PagedVectorSubject {
public:
    explicit PagedVectorSubject(UndoLog& undo) : vector_(undo) {}

    void change(unsigned choice, std::uint16_t value) {
        if (choice < 4 || model.empty()) {
            RC_ASSERT(vector_.push_back(value) == model.size());
            model.push_back(value);
        } else if (choice < 6) {
            auto const at = static_cast<std::uint32_t>(value % model.size());
            vector_.mutate(at) = ++model[at];
        } else {
            vector_.pop_back();
            model.pop_back();
        }
    }

    void check() const {
        RC_ASSERT(vector_.size() == model.size());
        for (std::uint32_t at = 0; at < model.size(); ++at)
            RC_ASSERT(vector_[at] == model[at]);
    }

    std::vector<std::uint32_t> model;

private:
    PagedVector<std::uint32_t, 4> vector_;
};

TEST(PagedVectorTest, AgreesWithAVector) {
    EXPECT_TRUE(agrees_with_its_model<PagedVectorSubject>());
}

// The owner of the items keeps their positions, as the ledger does: under the same undo.
class DueHeapSubject {
    auto moved() {
        return
            [this](std::uint32_t handle, DueHeap::Position at) { positions_.mutate(handle) = at; };
    }

public:
    explicit DueHeapSubject(UndoLog& undo) : heap_(undo), positions_(undo) {}

    void change(unsigned choice, std::uint16_t value) {
        if (choice < 5 || model.empty()) {
            // Few moments, so that the order must decide; it neither rises nor falls.
            std::uint64_t const order = (positions_.size() * 7919U) % 65'537U;
            DueHeap::Item const item{
                Timestamp{value % 16U}, order, positions_.push_back(DueHeap::Position{})};
            model[item.handle] = item;
            heap_.insert(item, moved());
        } else {
            auto const leaves = nth_of(model, value);
            heap_.erase(positions_[leaves->first], moved());
            model.erase(leaves);
        }
    }

    void check() const {
        RC_ASSERT(heap_.size() == model.size());
        std::set<DueHeap::Item> items;
        for (auto const& [handle, item] : model)
            items.insert(item);
        RC_ASSERT(heap_.next_due() == (items.empty() ? never : items.begin()->due));
        for (std::uint64_t const now : {0U, 7U, 15U}) {
            auto const late = items.lower_bound({Timestamp{now + 1}, 0, 0});
            std::vector<DueHeap::Item> due;
            heap_.collect_due(Timestamp{now}, due);
            RC_ASSERT(due == std::vector<DueHeap::Item>(items.begin(), late));
        }
    }

    std::map<std::uint32_t, DueHeap::Item> model;

private:
    DueHeap heap_;
    PagedVector<DueHeap::Position> positions_;
};

TEST(DueHeapTest, AgreesWithAnOrderedSet) {
    EXPECT_TRUE(agrees_with_its_model<DueHeapSubject>());
}

}  // namespace
}  // namespace tally
