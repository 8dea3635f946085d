#include "tests/tools/ethereum/vectors.h"

#include "journal/crypto/text.h"

#include <zlib.h>

#include <array>

namespace tally::testing {

std::optional<boost::json::value> load_vectors(std::string const& name) {
    auto const path = std::string{TALLY_VECTORS} + "/" + name;
    auto* const file = gzopen(path.c_str(), "rb");
    if (file == nullptr) return std::nullopt;
    boost::json::stream_parser parser;
    std::array<char, 65536> buffer{};
    for (int read = 0; (read = gzread(file, buffer.data(), buffer.size())) > 0;)
        parser.write(buffer.data(), static_cast<std::size_t>(read));
    gzclose(file);
    parser.finish();
    return parser.release();
}

std::vector<std::uint8_t> bytes_of(std::string_view hex) {
    if (hex.starts_with("0x")) hex.remove_prefix(2);
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(
            static_cast<std::uint8_t>(std::stoul(std::string{hex.substr(i, 2)}, nullptr, 16)));
    return bytes;
}

std::string hex_of(ByteSpan bytes) {
    return "0x" + to_hex(bytes);
}

}  // namespace tally::testing
