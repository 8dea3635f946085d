#pragma once

#include "tools/reconcile/sources/fields.h"
#include "tools/reconcile/sources/mistake.h"
#include "tools/reconcile/sources/sources.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace tally::reconcile {

// What the parsers of all formats share while they read one file: where statements go, where
// mistakes are kept, and the checks that every statement must pass whatever its format.
class SourceReading {
public:
    SourceReading(ReadOptions const& options, std::string file_hash, StatementSink& sink);

    [[nodiscard]] ReadOptions const& options() const { return options_; }

    [[nodiscard]] Mistakes& mistakes() { return mistakes_; }

    [[nodiscard]] std::string const& file_hash() const { return file_hash_; }

    void mistake(FilePosition position, std::string_view field, std::string text, LeftOut left_out);

    // A line of `statement` that cannot be read: the mistake, and the statement's count of them.
    void leave_out(Statement& statement,
                   FilePosition position,
                   std::string_view field,
                   std::string text);

    // The asset's scale, or a mistake in `field` that takes the statement with it.
    [[nodiscard]] bool take_scale(FilePosition position,
                                  std::string_view field,
                                  Statement& statement);

    // Hands a statement on: gives lines without a reference one, leaves out repeated references,
    // compares opening, lines and closing. `position`: where the statement begins.
    void finish(Statement statement, FilePosition position);

    [[nodiscard]] std::uint64_t statements() const { return statements_; }

    [[nodiscard]] std::uint64_t lines() const { return lines_; }

private:
    bool check_identity(Statement const& statement, FilePosition position);
    void drop_repeated(Statement& statement);
    bool check_balances(Statement const& statement, FilePosition position);

    ReadOptions const& options_;
    std::string file_hash_;
    StatementSink& sink_;
    Mistakes mistakes_;
    std::set<std::pair<std::string, std::string>> seen_;  // account and id
    std::uint64_t statements_ = 0;
    std::uint64_t lines_ = 0;
};

}  // namespace tally::reconcile
