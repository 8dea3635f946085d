// Any bytes as a statement of somebody else. The first byte picks the format (or lets the content
// tell); the rest is the file. What is taken must hold what every statement promises.
#include "tests/fuzz/statement_checks.h"
#include "tools/reconcile/sources/csv_mapping.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace tally::reconcile;
    if (size == 0) return 0;
    std::string_view const text{reinterpret_cast<char const*>(data) + 1, size - 1};
    static_cast<void>(parse_csv_mapping(text, "mapping"));
    ReadOptions options;
    unsigned const choice = data[0] % 8U;
    if (choice >= 1 && choice <= 6 && choice != 4) {
        options.format = static_cast<SourceFormat>(choice);
    }
    if ((data[0] & 0x80U) != 0) options.encoding = Encoding::latin1;
    check_source(text, options);
    return 0;
}
