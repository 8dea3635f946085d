#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace tally {
namespace {

using Bytes = std::vector<std::uint8_t>;

// Of the bytes of a file, evenly apart.
constexpr std::size_t damaged_bytes_max = TALLY_DAMAGED_BYTES;

void feed(Bytes const& bytes) {
    EXPECT_EQ(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()), 0);
}

void feed_damaged(Bytes const& bytes) {
    std::size_t const step = bytes.size() / damaged_bytes_max + 1;
    for (std::size_t i = 0; i < bytes.size(); i += step) {
        feed({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(i)});
        for (unsigned bit = 0; bit < 8; ++bit) {
            Bytes flipped = bytes;
            flipped[i] = static_cast<std::uint8_t>(flipped[i] ^ (1U << bit));
            feed(flipped);
        }
    }
}

// Every property of the target is a TALLY_CHECK in it, so a violation ends the process.
TEST(TALLY_CORPUS_TEST, HoldsOnTheCorpusWholeCutAndDamaged) {
    std::size_t files = 0;
    for (auto const& item : std::filesystem::directory_iterator{TALLY_CORPUS}) {
        std::ifstream input{item.path(), std::ios::binary};
        Bytes const bytes{std::istreambuf_iterator<char>{input}, {}};
        feed(bytes);
        feed_damaged(bytes);
        ++files;
    }
    EXPECT_GT(files, 0U) << "no corpus in " << TALLY_CORPUS;
}

}  // namespace
}  // namespace tally
