// Any bytes as a mapping file, and, behind a line "---", as the CSV that it maps: whoever makes the
// CSV is somebody else, and the mapping is written by hand.
#include "tests/fuzz/statement_checks.h"
#include "tests/support/temporary_directory.h"
#include "tools/reconcile/sources/csv_mapping.h"

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace {

// Where a mapping lies for a reader that wants a file. One that was written last is still there.
class MappingFile {
public:
    [[nodiscard]] std::string const& holding(std::string_view text) {
        if (text != written_) {
            std::ofstream{name_, std::ios::binary | std::ios::trunc} << text;
            written_ = text;
        }
        return name_;
    }

private:
    tally::TemporaryDirectory directory_;
    std::string name_ = (directory_ / "mapping.toml").string();
    std::string written_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace tally::reconcile;
    static MappingFile file;
    constexpr std::string_view cut = "\n---\n";
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    auto const mapping = text.substr(0, text.find(cut));
    if (!parse_csv_mapping(mapping, "mapping") || mapping.size() + cut.size() > size) return 0;
    ReadOptions options;
    options.mapping = file.holding(mapping);
    check_source(text.substr(mapping.size() + cut.size()), options);
    return 0;
}
