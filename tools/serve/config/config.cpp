#include "tools/serve/config/config.h"

#include "engine/sequencer/small_file.h"
#include "tools/serve/config/rules.h"
#include "tools/text/toml_keys.h"

#include <algorithm>
#include <iterator>
#include <utility>

#define TOML_HEADER_ONLY 0
#include <toml++/toml.h>

namespace tally::serve {

namespace {

// Reads one document, and remembers everything that is wrong with it.
class Reader {
public:
    explicit Reader(std::string const& file) : file_(file) {}

    void table(toml::table const& table, std::string const& prefix) {
        for (auto const& [key, node] : table)
            entry(prefix + std::string{key.str()}, key.source().begin, node);
    }

    void wrong(toml::source_position const& at, std::string const& what) {
        problems_.emplace_back(at.line, file_ + ":" + std::to_string(at.line) + ": " + what);
    }

    [[nodiscard]] Result<ServeOptions> result() {
        if (problems_.empty()) return std::move(options_);
        std::stable_sort(problems_.begin(), problems_.end(), [](auto const& a, auto const& b) {
            return a.first < b.first;
        });
        std::string text;
        for (auto const& [line, problem] : problems_)
            text += (text.empty() ? "" : "\n") + problem;
        return Failure{FailureKind::usage, text};
    }

private:
    void entry(std::string const& key, toml::source_position const& at, toml::node const& node) {
        auto const known = rules();
        auto const rule = std::find_if(
            known.begin(), known.end(), [&](Rule const& one) { return one.key == key; });
        if (rule != known.end()) return value(*rule, node);
        auto const is_section = std::any_of(known.begin(), known.end(), [&](Rule const& one) {
            return one.key.starts_with(key + ".");
        });
        if (!is_section)
            return wrong(at,
                         key + ": there is no such key; docs/operations/configuration.md has all");
        if (auto const* const section = node.as_table()) return table(*section, key + ".");
        wrong(at, key + ": is a section; write [" + key + "]");
    }

    void value(Rule const& rule, toml::node const& node) {
        std::visit([&](auto member) { take(rule, member, node); }, rule.place);
    }

    void wrong(Rule const& rule, toml::node const& node, std::string const& what) {
        wrong(node.source().begin, std::string{rule.key} + ": " + what);
    }

    // Nothing if the node is not a text that passes the rule's check.
    std::optional<std::string> text_of(Rule const& rule, toml::node const& node) {
        auto const text = node.value_exact<std::string>();
        if (!text) {
            wrong(rule, node, "must be a text, in quotes");
            return std::nullopt;
        }
        auto const problem = rule.check == nullptr ? std::nullopt : rule.check(*text);
        if (!problem) return text;
        wrong(rule, node, *problem);
        return std::nullopt;
    }

    void take(Rule const& rule, std::string ServeOptions::* member, toml::node const& node) {
        if (auto text = text_of(rule, node)) options_.*member = std::move(*text);
    }

    void take(Rule const& rule,
              std::vector<std::string> ServeOptions::* member,
              toml::node const& node) {
        auto const* const list = node.as_array();
        if (list == nullptr) return wrong(rule, node, R"(must be a list of texts, ["..."])");
        for (auto const& element : *list)
            if (auto text = text_of(rule, element)) (options_.*member).push_back(std::move(*text));
    }

    void take(Rule const& rule, bool ServeOptions::* member, toml::node const& node) {
        auto const flag = node.value_exact<bool>();
        if (!flag) return wrong(rule, node, "must be true or false");
        options_.*member = *flag;
    }

    void take(Rule const& rule, Tuning::Size Tuning::* member, toml::node const& node) {
        auto const range =
            "from " + std::to_string(rule.least) + " to " + std::to_string(rule.most);
        auto const number = node.value_exact<std::int64_t>();
        if (!number) return wrong(rule, node, "must be a whole number " + range);
        auto const inside = *number >= 0 && static_cast<std::uint64_t>(*number) >= rule.least &&
                            static_cast<std::uint64_t>(*number) <= rule.most;
        if (!inside)
            return wrong(
                rule, node, std::to_string(*number) + " is out of range; give a number " + range);
        options_.tuning.*member = static_cast<std::uint64_t>(*number);
    }

    std::string const& file_;
    ServeOptions options_;
    std::vector<std::pair<std::uint32_t, std::string>> problems_;
};

}  // namespace

std::vector<std::string_view> config_keys() {
    std::vector<std::string_view> keys;
    std::ranges::transform(rules(), std::back_inserter(keys), &Rule::key);
    return keys;
}

Result<ServeOptions> parse_config(std::string_view text, std::string const& file) {
    if (auto const objection = text::toml_objection(text, file))
        return Failure{FailureKind::usage, *objection};
    Reader reader{file};
    try {
        auto const document = toml::parse(text, file);
        reader.table(document, "");
    } catch (toml::parse_error const& error) {
        reader.wrong(error.source().begin, "this is no TOML: " + std::string{error.description()});
    }
    return reader.result();
}

Result<ServeOptions> read_config(std::string const& file) {
    TALLY_TRY(text, read_small_file(file));
    if (text) return parse_config(*text, file);
    return Failure{FailureKind::usage, file + ": no such file; --config names a TOML file"};
}

ServeOptions overridden(ServeOptions file, ServeOptions const& given) {
    auto const prefer = [](auto& member, auto const& other) {
        if (!other.empty()) member = other;
    };
    file.data = given.data;
    prefer(file.listen, given.listen);
    prefer(file.http, given.http);
    prefer(file.cors, given.cors);
    prefer(file.key, given.key);
    prefer(file.metrics, given.metrics);
    prefer(file.newest_checkpoint, given.newest_checkpoint);
    prefer(file.log_to, given.log_to);
    prefer(file.log_level, given.log_level);
    file.insecure_local = file.insecure_local || given.insecure_local;
    file.config = given.config;
    return file;
}

}  // namespace tally::serve
