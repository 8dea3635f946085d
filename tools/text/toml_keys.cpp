#include "tools/text/toml_keys.h"

#include <algorithm>

namespace tally::text {

namespace {

// Goes over a text, and over strings and comments in it as a whole.
class Keys {
public:
    explicit Keys(std::string_view text) : rest_(text) {}

    // False at the end. Otherwise the parts of the key, or what else there is between two signs,
    // are more than they may be.
    [[nodiscard]] bool find_deep_one() {
        while (!rest_.empty()) {
            char const next = rest_.front();
            if (next == '"' || next == '\'')
                pass_string(next);
            else if (next == '#')
                pass(std::min(rest_.find('\n'), rest_.size()));
            else
                take(next);
            if (parts_ > toml_key_parts_max) return true;
        }
        return false;
    }

    [[nodiscard]] std::size_t line() const { return line_; }

private:
    void take(char sign) {
        constexpr std::string_view ends_a_key = "=[]{},\n";
        if (sign == '.') ++parts_;
        if (ends_a_key.find(sign) != std::string_view::npos) parts_ = 1;
        pass(1);
    }

    // Up to and with its closing quotes, three or one; one that is never closed is all the rest.
    void pass_string(char quote) {
        std::string const three(3, quote);
        auto const quotes =
            rest_.starts_with(three) ? std::string_view{three} : std::string_view{three}.substr(2);
        pass(quotes.size());
        while (!rest_.empty() && !rest_.starts_with(quotes)) {
            if (quotes.size() == 1 && rest_.front() == '\n') return;
            pass(quote == '"' && rest_.front() == '\\' ? 2 : 1);
        }
        pass(quotes.size());
    }

    void pass(std::size_t count) {
        auto const passed = rest_.substr(0, count);
        line_ += static_cast<std::size_t>(std::ranges::count(passed, '\n'));
        rest_.remove_prefix(passed.size());
    }

    std::string_view rest_;
    std::size_t line_ = 1;
    std::size_t parts_ = 1;
};

}  // namespace

std::optional<std::string> toml_objection(std::string_view text, std::string_view file) {
    Keys keys{text};
    if (!keys.find_deep_one()) return std::nullopt;
    return std::string{file} + ":" + std::to_string(keys.line()) + ": a key has more than " +
           std::to_string(toml_key_parts_max) + " parts; none that is known has so many";
}

}  // namespace tally::text
