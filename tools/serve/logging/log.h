#pragma once

#include "journal/vocabulary/result.h"
#include "tools/serve/logging/level.h"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace tally::serve {

// One thing that a line of the log says beside its event.
struct Field {
    std::string_view name;
    std::variant<std::string_view, std::uint64_t, bool> value;
};

// What the server says of itself while it runs: a JSON object a line, with "time", "level",
// "event" and the event's own fields. Never part of the record, and never what an auditor needs.
// Any thread.
class Log {
public:
    // `to`: "stderr", a file that is appended to, or empty: nothing is written.
    [[nodiscard]] static Result<std::unique_ptr<Log>> open(std::string const& to, Level level);
    Log(Log const&) = delete;
    Log& operator=(Log const&) = delete;
    ~Log();

    void write(Level level, std::string_view event, std::initializer_list<Field> fields = {});

    [[nodiscard]] bool says(Level level) const;
    void set_level(Level level);

    // Opens the file anew, after somebody has moved it away. If that fails the old one stays.
    [[nodiscard]] Result<void> reopen();

private:
    struct Inside;
    explicit Log(std::unique_ptr<Inside> inside);

    std::unique_ptr<Inside> inside_;
};

// The line without its end; `now_ns` since 1970.
[[nodiscard]] std::string log_line(std::uint64_t now_ns,
                                   Level level,
                                   std::string_view event,
                                   std::initializer_list<Field> fields);

}  // namespace tally::serve
