#include "tools/serve/reads/page.h"

#include <charconv>

namespace tally::serve {

namespace {

Result<void> take(Query& query, std::string const& name, std::size_t& to) {
    auto const found = query.parameters.find(name);
    if (found == query.parameters.end()) return success();
    auto const& text = found->second;
    auto const end = text.data() + text.size();
    auto const read = std::from_chars(text.data(), end, to);
    if (text.empty() || read.ec != std::errc{} || read.ptr != end)
        return Failure{FailureKind::usage, "\"" + name + "\" is not a number of rows: " + text};
    query.parameters.erase(found);
    return success();
}

// Where the line after the next `lines` ones begins.
std::size_t skip(std::string const& text, std::size_t at, std::size_t lines) {
    for (; lines != 0 && at < text.size(); --lines) {
        auto const end = text.find('\n', at);
        at = end == std::string::npos ? text.size() : end + 1;
    }
    return at;
}

}  // namespace

Result<Page> take_page(Query& query) {
    Page page;
    TALLY_TRYV(take(query, "limit", page.limit));
    TALLY_TRYV(take(query, "offset", page.offset));
    return page;
}

std::string cut(std::string text, Page const& page) {
    auto const from = skip(text, 0, page.offset);
    auto const to = skip(text, from, page.limit);
    text.erase(to);
    text.erase(0, from);
    return text;
}

}  // namespace tally::serve
