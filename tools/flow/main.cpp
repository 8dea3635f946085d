#include "tools/flow/flow.h"

#include <charconv>
#include <cstdint>
#include <cstring>
#include <iostream>
#include <string_view>

namespace {

constexpr auto usage =
    "usage: tally_flow [--commands N] [--owners N] [--seed N]\n"
    "Writes a day of made-up commands, one a line, to standard output:\n"
    "    tally_flow --commands 100000 | tally apply - --data DIR\n";

bool read_number(char const* text, std::uint64_t& out) {
    auto const* const end = text + std::strlen(text);
    auto const [stop, error] = std::from_chars(text, end, out);
    return error == std::errc{} && stop == end;
}

std::uint64_t* option(std::string_view name, tally::flow::FlowOptions& options) {
    if (name == "--commands") return &options.commands;
    if (name == "--owners") return &options.owners;
    if (name == "--seed") return &options.seed;
    return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
    tally::flow::FlowOptions options;
    for (int i = 1; i < argc; i += 2) {
        auto* const value = option(argv[i], options);
        bool const read = value != nullptr && i + 1 < argc && read_number(argv[i + 1], *value);
        if (!read || options.owners < 2 || options.owners > 1'000'000) {
            std::cerr << usage;
            return 1;
        }
    }
    std::ios::sync_with_stdio(false);
    tally::flow::Flow{options}.write(std::cout);
    return std::cout.flush() ? 0 : 6;
}
