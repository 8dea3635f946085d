#pragma once

#include "journal/vocabulary/result.h"
#include "projections/assets/assets.h"
#include "projections/ledger/account.h"
#include "tools/look/movement.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally::books {

// One transaction of a plain-text journal, in words that both dialects share.
struct Heads {
    std::uint32_t day = 0;
    std::uint64_t sequence = 0;
    std::string title;  // an entry's kind; never what a client wrote
    // Names and values, none of which holds a comma, a quote or the end of a line.
    std::vector<std::pair<std::string_view, std::string>> tags;
};

// An account and what it has, as a line tells it. Amounts have the asset's scale; signed ones are
// positive for a debit, as both programs expect.
struct Line {
    Account const* account = nullptr;
    Asset const* asset = nullptr;
    std::string amount;
};

// How a plain-text accounting program wants its journal. Each function appends to a file's text.
class Dialect {
public:
    Dialect() = default;
    Dialect(Dialect const&) = delete;
    Dialect& operator=(Dialect const&) = delete;
    virtual ~Dialect() = default;

    [[nodiscard]] virtual std::string_view extension() const = 0;

    // What each file begins with, and the main file besides.
    [[nodiscard]] virtual std::string_view preamble() const = 0;
    [[nodiscard]] virtual std::string_view main_preamble() const = 0;

    // How to open and to check the books, as a comment says it.
    [[nodiscard]] virtual std::string_view advice() const = 0;

    virtual void include(std::string& out, std::string_view file) const = 0;
    virtual void declare(std::string& out, Asset const& asset) const = 0;
    virtual void declare(std::string& out, Account const& account, Asset const& asset) const = 0;

    virtual void begin(std::string& out, Heads const& heads) const = 0;
    virtual void post(std::string& out, Line const& line) const = 0;

    // The other side of an opening balance.
    virtual void declare_opening(std::string& out, Asset const& asset, std::uint32_t day) const = 0;
    virtual void post_opening(std::string& out, Line const& line) const = 0;

    // That the account has this balance after all that comes before in time, up to and with `day`.
    virtual void assert_balance(std::string& out,
                                Heads const& heads,
                                Line const& line,
                                std::string_view remark) const = 0;

    // Refuses what the program would not take or not add up exactly; names the account.
    [[nodiscard]] virtual Result<void> check(Asset const& asset) const = 0;
    [[nodiscard]] virtual Result<void> check(Account const& account,
                                             Asset const& asset,
                                             uint128 units) const = 0;
};

[[nodiscard]] Dialect const& hledger_dialect();
[[nodiscard]] Dialect const& beancount_dialect();

}  // namespace tally::books
