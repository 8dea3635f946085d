#pragma once

#include "journal/export/file.h"
#include "tools/books/dialect.h"
#include "tools/books/writer.h"
#include "tools/look/movement.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::books {

// A record as the journal of a plain-text accounting program: a directory with a main file that
// includes assets, accounts, opening balances, a file for each month of record time, and the
// closing balances. Each month ends with the balances of the accounts that moved in it, the whole
// with those of all, as assertions: the program that opens the books proves our balances again.
//
// The books are the posted balances. What is pending or held has not moved; it stands beside the
// closing balances as remarks.
class PlainBooks final : public Writer {
public:
    PlainBooks(std::filesystem::path directory, Dialect const& dialect)
        : directory_(std::move(directory)), dialect_(dialect) {}

    [[nodiscard]] Result<void> begin(Heading const& heading, State const& before) override;
    [[nodiscard]] Result<void> entry(Entry const& entry, State const& after) override;
    [[nodiscard]] Result<void> end(State const& after) override;

private:
    [[nodiscard]] Result<AppendFile> open(std::string const& name) const;
    [[nodiscard]] Result<void> open_month(std::uint32_t day);
    [[nodiscard]] Result<void> close_month(State const& state);
    [[nodiscard]] Result<void> move(State const& state, look::Movement const& movement);
    [[nodiscard]] Result<void> note(State const& state,
                                    AccountHandle handle,
                                    look::Position position);
    [[nodiscard]] Result<void> write_opening(State const& before);
    [[nodiscard]] Result<void> write_assets(State const& state);
    [[nodiscard]] Result<void> write_accounts(State const& state);
    [[nodiscard]] Result<void> write_closing(State const& state);
    [[nodiscard]] Result<void> write_main();

    std::filesystem::path directory_;
    Dialect const& dialect_;
    Heading heading_;
    std::string preamble_;
    std::vector<std::string> included_;
    std::optional<AppendFile> month_;
    std::string month_name_;
    std::uint32_t day_ = 0;       // of the last entry
    std::uint64_t sequence_ = 0;  // of the last entry
    std::uint32_t opening_day_ = 0;
    bool opened_ = false;  // there are opening balances
    std::string text_;

    struct Moved {
        look::Position position;
        bool in_this_month = false;
    };

    std::vector<Moved> moved_;                   // by account
    std::vector<AccountHandle> month_accounts_;  // that moved in it, in order of their first move
};

}  // namespace tally::books
