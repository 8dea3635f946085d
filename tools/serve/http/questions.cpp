#include "tools/serve/http/questions.h"

#include "tools/cli/json_text.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace tally::serve::http {

namespace {

Result<std::uint64_t> number(std::string_view what, std::string_view text) {
    std::uint64_t value = 0;
    auto const end = text.data() + text.size();
    auto const read = std::from_chars(text.data(), end, value);
    if (text.empty() || read.ec != std::errc{} || read.ptr != end)
        return usage_failure(std::string{what} + "=" + std::string{text} + ": give a whole number");
    return value;
}

// Takes a parameter out of the target.
std::optional<std::string> take(Target& target, std::string const& name) {
    auto const found = target.parameters.find(name);
    if (found == target.parameters.end()) return std::nullopt;
    auto value = std::move(found->second);
    target.parameters.erase(found);
    return value;
}

Result<void> take_point(Target& target, Question& question) {
    if (auto const at = take(target, "at")) {
        TALLY_TRY(sequence, number("at", *at));
        question.at = sequence;
        question.is_pinned = true;
    }
    if (auto const least = take(target, "min_sequence")) {
        TALLY_TRY(sequence, number("min_sequence", *least));
        question.min_sequence = sequence;
    }
    return success();
}

// A cursor is the entry that the first page was read at, and how many rows came before: the pages
// of one list are all of one state, whatever happens meanwhile.
Result<void> take_cursor(Target& target, Question& question) {
    auto const cursor = take(target, "cursor");
    if (!cursor) return success();
    auto const dot = cursor->find('.');
    if (dot == std::string::npos || question.at)
        return usage_failure("cursor=" + *cursor +
                             ": give it as it came in \"next\", and no at with it");
    TALLY_TRY(at, number("cursor", std::string_view{*cursor}.substr(0, dot)));
    TALLY_TRY(offset, number("cursor", std::string_view{*cursor}.substr(dot + 1)));
    question.at = at;
    question.is_pinned = true;
    question.offset = offset;
    return success();
}

Result<void> take_page(Target& target, Question& question) {
    question.limit = page_rows;
    if (auto const limit = take(target, "limit")) {
        TALLY_TRY(rows, number("limit", *limit));
        if (rows == 0 || rows > page_rows_max)
            return usage_failure("limit=" + *limit + ": give 1 to " +
                                 std::to_string(page_rows_max));
        question.limit = rows;
    }
    return take_cursor(target, question);
}

// One row more than the page has tells whether there is a next one.
void add_page(Question& question, bool first) {
    question.query += first ? '?' : '&';
    question.query += "limit=" + std::to_string(question.limit + 1);
    question.query += "&offset=" + std::to_string(question.offset);
}

Result<void> write_query(Target const& target, Question& question) {
    auto const special = [](std::string const& text) {
        return text.find_first_of("?&=/") != std::string::npos;
    };
    if (target.path.size() == 3) {
        if (special(target.path[2])) return usage_failure("\"" + target.path[2] + "\" is no id");
        question.query += "/" + target.path[2];
    }
    bool first = true;
    for (auto const& [name, value] : target.parameters) {
        if (special(name) || special(value))
            return usage_failure(name + "=" + value + " is no filter");
        question.query += first ? '?' : '&';
        question.query += name + "=" + value;
        first = false;
    }
    if (question.form == Form::rows) add_page(question, first);
    return success();
}

unsigned count_rows(std::string_view lines) {
    return static_cast<unsigned>(std::count(lines.begin(), lines.end(), '\n'));
}

std::string page_body(Question const& question, RowsAnswer const& answer) {
    std::string_view lines = answer.body;
    cli::JsonText json;
    json.begin_object().key("sequence");
    if (answer.sequence == 0)
        json.null();
    else
        json.number(answer.sequence - 1);
    json.key("rows").begin_array();
    std::size_t rows = 0;
    for (; rows < question.limit && !lines.empty(); ++rows) {
        auto const line = lines.substr(0, lines.find('\n'));
        json.raw(line);
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    }
    json.end_array().key("next");
    if (lines.empty()) {
        json.null();
    } else {
        auto const next = question.offset + rows;
        json.text(std::to_string(answer.sequence - 1) + "." + std::to_string(next));
    }
    json.end_object();
    return json.take() + "\n";
}

}  // namespace

Result<Question> question_of(Resource const& resource, Target target) {
    Question question;
    bool const has_id = target.path.size() == 3;
    question.query = resource.name;
    question.form = has_id ? resource.with_id : resource.without_id;
    TALLY_TRYV(take_point(target, question));
    if (question.form == Form::rows) {
        TALLY_TRYV(take_page(target, question));
    }
    TALLY_TRYV(write_query(target, question));
    return question;
}

Reply reply_of(Question const& question, RowsAnswer const& answer) {
    if (answer.status != 200) {
        auto reply = problem(answer.status, answer.body);
        if (answer.status == 503 || answer.status == 425)
            reply.headers.emplace_back("Retry-After", "1");
        return reply;
    }
    Reply reply;
    auto const size = std::to_string(answer.sequence);
    reply.headers.emplace_back("Tally-Size", size);
    reply.headers.emplace_back("ETag", "W/\"" + size + "\"");
    if (question.form == Form::rows) {
        reply.body = page_body(question, answer);
    } else if (question.form == Form::text) {
        reply.content_type = "text/plain; charset=utf-8";
        reply.body = answer.body;
    } else if (count_rows(answer.body) != 1) {
        return problem(404, "there is nothing with this id at that point of the record");
    } else {
        reply.body = answer.body;
    }
    return reply;
}

}  // namespace tally::serve::http
