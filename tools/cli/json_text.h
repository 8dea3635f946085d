#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace tally::cli {

// Appends `text` as a JSON string, quotes included.
void append_json_string(std::string& out, std::string_view text);

// Builds one JSON value piece by piece and keeps the commas right. The caller keeps the nesting
// right. Amounts, prices and ids go in as text; only counts and sequences are JSON numbers.
class JsonText {
public:
    JsonText& begin_object() { return open('{'); }

    JsonText& end_object() { return close('}'); }

    JsonText& begin_array() { return open('['); }

    JsonText& end_array() { return close(']'); }

    JsonText& key(std::string_view name);
    JsonText& text(std::string_view value);
    JsonText& number(std::size_t value);

    JsonText& boolean(bool value) { return raw(value ? "true" : "false"); }

    JsonText& null() { return raw("null"); }

    // A value that is JSON already.
    JsonText& raw(std::string_view json);

    [[nodiscard]] std::string const& view() const { return out_; }

    // What has been built since the last piece; the value goes on.
    [[nodiscard]] std::string take_piece() { return std::exchange(out_, {}); }

    // The whole value, or the last piece of it; the builder is empty again.
    [[nodiscard]] std::string take();

private:
    JsonText& open(char bracket);
    JsonText& close(char bracket);
    void separate();

    std::string out_;
    bool first_ = true;  // nothing yet at this level
};

}  // namespace tally::cli
