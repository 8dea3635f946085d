#pragma once

#include "tools/reconcile/sources/sources.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace tally::reconcile {

// What reading a text gave: statements, or the failure's text.
struct Read {
    std::vector<Statement> statements;
    std::vector<Mistake> left_out;
    std::string failure;
    FailureKind kind = FailureKind::usage;

    [[nodiscard]] bool ok() const { return failure.empty(); }
};

inline Read read_text(std::string_view text, ReadOptions const& options = {}) {
    StatementList list;
    auto const report = read_source_text(text, "input", options, list);
    Read read;
    if (report) {
        read.statements = std::move(list.statements);
        read.left_out = report.value().left_out.kept();
    } else {
        read.failure = report.error().text;
        read.kind = report.error().kind;
    }
    return read;
}

inline Read read_partly(std::string_view text, ReadOptions options = {}) {
    options.partial = true;
    return read_text(text, options);
}

// The text is refused, and the failure says `what` at `line`.
inline void expect_mistake(std::string_view text,
                           std::uint64_t line,
                           std::string const& what,
                           ReadOptions const& options = {}) {
    auto const read = read_text(text, options);
    EXPECT_FALSE(read.ok()) << "it was taken: " << text.substr(0, 200);
    auto const place = "input:" + std::to_string(line) + ":";
    EXPECT_NE(read.failure.find(place), std::string::npos) << place << " is not in\n"
                                                           << read.failure;
    EXPECT_NE(read.failure.find(what), std::string::npos) << what << " is not in\n" << read.failure;
}

// The text with one part of it replaced, which must be in it.
inline std::string with(std::string text, std::string const& old, std::string const& fresh) {
    auto const at = text.find(old);
    EXPECT_NE(at, std::string::npos) << old;
    return at == std::string::npos ? text : text.replace(at, old.size(), fresh);
}

// What a sample has at a place, what stands there instead, and which mistake is then told where.
struct FaultCase {
    std::string old;
    std::string fresh;
    std::uint64_t line;
    std::string what;
};

inline SignedAmount units(std::int64_t value) {
    return SignedAmount{int128{value}};
}

}  // namespace tally::reconcile
