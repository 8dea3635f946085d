#include "tools/serve/http/names.h"

#include "journal/codec/codec.h"
#include "journal/codec/layout/all.h"
#include "tools/look/entry_json.h"

#include <cstddef>
#include <utility>
#include <variant>

namespace tally::serve::http {

namespace {

template <std::size_t... Index>
std::uint16_t find_kind(std::string_view name, std::index_sequence<Index...>) {
    std::uint16_t found = 0;
    auto const look = [&]<class Alternative>(Alternative const& body) {
        if (kind_name(Body{body}) == name) found = codec::Layout<Alternative>::kind;
    };
    (look(std::variant_alternative_t<Index, Body>{}), ...);
    return found;
}

}  // namespace

std::uint16_t kind_number(std::string_view name) {
    return find_kind(name, std::make_index_sequence<std::variant_size_v<Body>>{});
}

std::vector<std::uint16_t> Names::kinds() {
    return {kind_number("create_asset"), kind_number("create_market"), kind_number("create_chain")};
}

bool Names::learn(wire::Leaves const& leaves) {
    std::size_t at = 0;
    for (auto const size : leaves.sizes) {
        if (!decode_leaf(leaves.bytes.subspan(at, size), entry_)) return false;
        entry_.sequence = state_.next_sequence();  // a record of names only is dense as well
        state_.apply(entry_);
        at += size;
    }
    return true;
}

Result<std::string> entry_json(ByteSpan leaf, Names const& names) {
    TALLY_TRY(entry, decode_leaf(leaf));
    cli::JsonText json;
    look::write_entry(json, entry, look::Shown{names.state()});
    return json.take();
}

}  // namespace tally::serve::http
