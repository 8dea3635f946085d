#include "engine/sequencer/id_filter.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace tally {
namespace {

class Bytes final : public ByteSink, public ByteSource {
public:
    void write(std::span<std::uint8_t const> bytes) override {
        bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    }

    bool read(std::span<std::uint8_t> bytes) override {
        if (bytes_.size() - used_ < bytes.size()) return false;
        for (auto& byte : bytes)
            byte = bytes_[used_++];
        return true;
    }

    void cut(std::size_t size) { bytes_.resize(size); }

private:
    std::vector<std::uint8_t> bytes_;
    std::size_t used_ = 0;
};

TEST(IdFilterTest, NeverForgetsAnIdAndSeldomInventsOne) {
    IdFilter filter;
    constexpr std::uint64_t ids = 1'500'000;  // more than one generation
    for (std::uint64_t id = 1; id <= ids; ++id)
        filter.add(id);
    for (std::uint64_t id = 1; id <= ids; ++id)
        ASSERT_TRUE(filter.may_contain(id));
    unsigned invented = 0;
    for (std::uint64_t id = ids + 1; id <= ids + 100'000; ++id)
        invented += filter.may_contain(id) ? 1U : 0U;
    EXPECT_LT(invented, 2'000U);
}

TEST(IdFilterTest, AnswersMaybeOnceItMayGrowNoFurther) {
    IdFilter filter{1'000};
    EXPECT_FALSE(filter.may_contain(1));
    filter.add(1);
    EXPECT_TRUE(filter.may_contain(2));
    EXPECT_LE(filter.bytes_allocated(), 1'000U);
}

TEST(IdFilterTest, IsTheSameAfterSaveAndLoadAndRefusesCutBytes) {
    std::mt19937_64 random{3};
    IdFilter filter;
    std::vector<uint128> ids;
    for (int i = 0; i < 1'000; ++i)
        ids.push_back(make_uint128(random(), random()));
    for (auto const id : ids)
        filter.add(id);
    Bytes bytes;
    {
        Saver saver{bytes};
        filter.save(saver);
    }
    auto cut = bytes;
    Loader loader{bytes};
    IdFilter loaded;
    ASSERT_TRUE(loaded.load(loader));
    for (auto const id : ids)
        EXPECT_TRUE(loaded.may_contain(id));
    EXPECT_FALSE(loaded.may_contain(make_uint128(1, 2)));
    cut.cut(10'000);
    Loader short_loader{cut};
    IdFilter refused;
    EXPECT_FALSE(refused.load(short_loader));
}

}  // namespace
}  // namespace tally
