#pragma once

#include "journal/vocabulary/result.h"
#include "tools/serve/http/message.h"
#include "tools/serve/http/routes.h"
#include "tools/serve/http/target.h"
#include "tools/serve/net/service.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tally::serve::http {

// A question to the read service, and how its answer goes out.
struct Question {
    std::string query;
    std::optional<std::uint64_t> at;  // the state after this entry; nothing: the newest
    std::uint64_t min_sequence = 0;
    Form form = Form::rows;
    std::size_t limit = 0;   // rows of a page
    std::size_t offset = 0;  // rows before it
    bool is_pinned = false;  // to `at`, so that the answer is the same for ever
};

inline constexpr std::size_t page_rows = 100;
inline constexpr std::size_t page_rows_max = 1'000;

// The question that a target /v1/<resource>[/<id>] asks. Text of a failure is for the client.
[[nodiscard]] Result<Question> question_of(Resource const& resource, Target target);

// The reply to it: rows become {"sequence","rows","next"}, or the one object.
[[nodiscard]] Reply reply_of(Question const& question, RowsAnswer const& answer);

}  // namespace tally::serve::http
