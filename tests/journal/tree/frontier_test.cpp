#include "journal/tree/frontier.h"

#include "journal/crypto/text.h"
#include "journal/tree/hashing.h"
#include "tests/journal/tree/naive_tree.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <string_view>
#include <tuple>
#include <vector>

namespace tally {
namespace {

// Certificate Transparency's reference inputs and roots: google/certificate-transparency,
// merkletree/merkle_tree_test.cc ("testInputs", "testRoots").
constexpr std::string_view reference_leaves[] = {"",
                                                 "00",
                                                 "10",
                                                 "2021",
                                                 "3031",
                                                 "40414243",
                                                 "5051525354555657",
                                                 "606162636465666768696a6b6c6d6e6f"};

constexpr std::string_view reference_roots[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

TEST(FrontierTest, AgreesWithCertificateTransparencysVectors) {
    Frontier frontier;
    EXPECT_EQ(to_hex(frontier.root().span()),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (std::size_t i = 0; i < std::size(reference_leaves); ++i) {
        frontier.append(leaf_hash(from_hex(reference_leaves[i]).value()));
        EXPECT_EQ(to_hex(frontier.root().span()), reference_roots[i]);
    }
}

TEST(FrontierTest, HasTheRootOfTheNaiveTreeAtEverySize) {
    auto const leaves = naive::leaves(300);
    Frontier frontier;
    for (std::size_t size = 0; size < leaves.size(); ++size) {
        EXPECT_EQ(frontier.size(), size);
        EXPECT_EQ(frontier.root(), naive::root(std::span{leaves}.first(size)));
        frontier.append(leaves[size]);
    }
}

TEST(FrontierTest, LeavesLongerThanTheScratchHashTheSame) {
    for (std::size_t const size : {511U, 512U, 513U, 65'528U}) {
        std::vector<std::uint8_t> const leaf(size, 0x5a);
        EXPECT_EQ(leaf_hash(leaf), naive::hash_of(0, leaf));
    }
}

RC_GTEST_PROP(FrontierTest, AnySplitIntoBatchesIsTheSame, ()) {
    auto const leaves = naive::leaves(*rc::gen::inRange<std::size_t>(0, 600));
    Frontier frontier;
    auto rest = std::span{leaves};
    while (!rest.empty()) {
        auto const count = *rc::gen::inRange<std::size_t>(1, rest.size() + 1);
        frontier.append(rest.first(count));
        rest = rest.subspan(count);
    }
    RC_ASSERT(frontier.root() == naive::root(leaves));
}

TEST(FrontierTest, SavedAndRestoredGoesOnTheSame) {
    auto const leaves = naive::leaves(130);
    Frontier frontier;
    for (auto const& leaf : leaves) {
        std::vector<std::uint8_t> bytes;
        frontier.save(bytes);
        auto const restored = Frontier::restore(bytes);
        ASSERT_TRUE(restored.has_value());
        EXPECT_EQ(restored.value(), frontier);
        EXPECT_EQ(restored.value().root(), frontier.root());
        EXPECT_TRUE(Frontier::restore(ByteSpan{bytes}.first(bytes.size() - 1)).has_error());
        bytes.push_back(0);
        EXPECT_TRUE(Frontier::restore(bytes).has_error());
        frontier.append(leaf);
    }
}

class CollectingSink final : public SubtreeSink {
public:
    void subtree(unsigned height, std::uint64_t index, Hash32 const& root) override {
        EXPECT_TRUE(roots.emplace(std::pair{height, index}, root).second);
    }

    std::map<std::pair<unsigned, std::uint64_t>, Hash32> roots;
};

TEST(FrontierTest, TellsOfEverySubtreeOf256AndOf65536Once) {
    auto const leaves = naive::leaves(65'536 + 700);
    CollectingSink sink;
    Frontier frontier;
    frontier.append(leaves, &sink);
    ASSERT_EQ(sink.roots.size(), 258U + 1U);
    for (std::uint64_t const index : {0U, 1U, 255U, 257U}) {
        auto const subtree = std::span{leaves}.subspan(index * 256, 256);
        EXPECT_EQ(sink.roots.at({8, index}), naive::root(subtree));
    }
    EXPECT_EQ(sink.roots.at({16, 0}), naive::root(std::span{leaves}.first(65'536)));
}

}  // namespace
}  // namespace tally
