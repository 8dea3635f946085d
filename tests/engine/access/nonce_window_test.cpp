#include "projections/access/nonce_window.h"

#include "tests/support/synthetic_flow.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>

namespace tally {
namespace {

// What the window stands for, with all that was ever used.
class NaiveNonces {
public:
    [[nodiscard]] bool is_fresh(std::uint64_t nonce) const {
        if (nonce == 0 || used_.contains(nonce)) return false;
        return used_.empty() || nonce > *used_.rbegin() ||
               *used_.rbegin() - nonce < NonceWindow::width;
    }

    void use(std::uint64_t nonce) {
        if (is_fresh(nonce)) used_.insert(nonce);
    }

private:
    std::set<std::uint64_t> used_;
};

TEST(NonceWindowTest, IsASetOfAllNoncesWithAnEdge) {
    for (std::uint64_t const step : {1U, 3U, 64U, 500U, 1'023U, 1'024U, 1'025U, 5'000U}) {
        testing::SplitMix64 random{step};
        NonceWindow window;
        NaiveNonces naive;
        std::uint64_t top = 0;
        for (int i = 0; i < 4'000; ++i) {
            top += random.next() % (step + 1);
            auto const back = random.next() % 1'100;
            auto const nonce = random.next() % 2 == 0 || back > top ? top : top - back;
            ASSERT_EQ(window.is_fresh(nonce), naive.is_fresh(nonce)) << nonce << " of " << top;
            window.use(nonce);
            naive.use(nonce);
            ASSERT_FALSE(window.is_fresh(nonce));
        }
    }
}

TEST(NonceWindowTest, EndsWhereTheNumbersEnd) {
    NonceWindow window;
    window.use(UINT64_MAX - 1);
    EXPECT_TRUE(window.is_fresh(UINT64_MAX));
    window.use(UINT64_MAX);
    EXPECT_FALSE(window.is_fresh(UINT64_MAX));
    EXPECT_TRUE(window.is_fresh(UINT64_MAX - 1'023));
    EXPECT_FALSE(window.is_fresh(UINT64_MAX - 1'024));
    EXPECT_FALSE(window.is_fresh(0));
}

}  // namespace
}  // namespace tally
