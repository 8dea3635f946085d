#include "tools/serve/http/negotiate.h"

#include "journal/vocabulary/check.h"

#include <zlib.h>

#include <algorithm>

namespace tally::serve::http {

namespace {

std::string_view trimmed(std::string_view text) {
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text) {
    std::string out;
    for (char const c : text)
        out += lower(c);
    return out;
}

// "q=0", "q=0.000": not wanted at all.
bool is_unwanted(std::string_view parameters) {
    while (!parameters.empty()) {
        auto const one = trimmed(parameters.substr(0, parameters.find(';')));
        parameters.remove_prefix(std::min(parameters.size(), parameters.find(';')));
        if (!parameters.empty()) parameters.remove_prefix(1);
        if (one.size() < 3 || lower(one[0]) != 'q' || one[1] != '=') continue;
        return one.substr(2).find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

// Calls `function(name, wanted)` for each element of a header's list.
template <class Function>
void for_each_element(std::string_view list, Function const& function) {
    while (!list.empty()) {
        auto const one = list.substr(0, list.find(','));
        list.remove_prefix(std::min(list.size(), one.size() + 1));
        auto const semicolon = one.find(';');
        auto const name = lower(trimmed(one.substr(0, semicolon)));
        bool const has_more = semicolon != std::string_view::npos;
        if (!name.empty()) function(name, !(has_more && is_unwanted(one.substr(semicolon + 1))));
    }
}

}  // namespace

// The most specific element decides.
bool accepts(std::string_view accept, std::string_view type) {
    if (trimmed(accept).empty()) return true;
    auto const group = std::string{type.substr(0, type.find('/'))} + "/*";
    int best = 0;
    bool answer = false;
    for_each_element(accept, [&](std::string const& name, bool wanted) {
        int const rank = name == type ? 3 : name == group ? 2 : name == "*/*" ? 1 : 0;
        if (rank == 0 || rank < best) return;
        best = rank;
        answer = wanted;
    });
    return answer;
}

bool accepts_gzip(std::string_view accept_encoding) {
    bool answer = false;
    bool named = false;
    for_each_element(accept_encoding, [&](std::string const& name, bool wanted) {
        if (name == "gzip" || name == "x-gzip") {
            answer = wanted;
            named = true;
        } else if (name == "*" && !named) {
            answer = wanted;
        }
    });
    return answer;
}

std::string media_type(std::string_view content_type) {
    return lower(trimmed(content_type.substr(0, content_type.find(';'))));
}

std::string gzip(std::string_view body) {
    z_stream stream{};
    constexpr int gzip_window = 15 + 16;
    auto const started =
        ::deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY);
    TALLY_CHECK(started == Z_OK);
    std::string out(::deflateBound(&stream, body.size()), '\0');
    std::string in{body};  // zlib's input is not const
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    auto const ended = ::deflate(&stream, Z_FINISH);
    ::deflateEnd(&stream);
    TALLY_CHECK(ended == Z_STREAM_END);
    out.resize(stream.total_out);
    return out;
}

}  // namespace tally::serve::http
