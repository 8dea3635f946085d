#include "tools/serve/http/target.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace tally::serve::http {

namespace {

std::optional<unsigned> digit(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
    return std::nullopt;
}

Failure wrong(std::string_view text, std::string const& why) {
    return Failure{FailureKind::usage, "the address has \"" + std::string{text} + "\": " + why};
}

Result<std::string> decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            auto const high = i + 2 < text.size() ? digit(text[i + 1]) : std::nullopt;
            auto const low = high ? digit(text[i + 2]) : std::nullopt;
            if (!low) return wrong(text, "after % come two hexadecimal digits");
            c = static_cast<char>(*high * 16 + *low);
            i += 2;
        }
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) return wrong(text, "control characters mean nothing here");
        out += c;
    }
    return out;
}

Result<void> add_parameter(std::string_view one, Target& target) {
    auto const equals = one.find('=');
    if (equals == 0 || equals == std::string_view::npos)
        return wrong(one, "write parameters as name=value");
    TALLY_TRY(name, decode(one.substr(0, equals)));
    TALLY_TRY(value, decode(one.substr(equals + 1)));
    if (!target.parameters.emplace(name, std::move(value)).second)
        return wrong(one, "the parameter is there twice");
    return success();
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
    Target target;
    auto const question = text.find('?');
    auto path = text.substr(0, question);
    auto rest = question == std::string_view::npos ? std::string_view{} : text.substr(question + 1);
    while (!path.empty()) {
        path.remove_prefix(1);  // the slash
        auto const part = path.substr(0, path.find('/'));
        path.remove_prefix(part.size());
        TALLY_TRY(decoded, decode(part));
        target.path.push_back(std::move(decoded));
    }
    while (!rest.empty()) {
        auto const one = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        if (one.empty()) continue;
        TALLY_TRYV(add_parameter(one, target));
    }
    return target;
}

}  // namespace tally::serve::http
