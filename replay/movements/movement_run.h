#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/result.h"
#include "projections/effects.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace tally {

// An account's posted totals at some moment.
struct PostedTotals {
    Amount debits;
    Amount credits;
};

// What of a run of entries is about one account, or about one market.
struct MovementRow {
    enum class Kind : std::uint8_t {
        debited = 0,
        credited = 1,
        created = 2,
        named = 3,  // nothing was posted, but it stands in a list
    };

    // In which lists the entry stands, as bits.
    static constexpr std::uint8_t transfer = 1;  // an accepted create_transfer of the account's
    static constexpr std::uint8_t ending = 2;    // a pending transfer of the account's ends
    static constexpr std::uint8_t fill = 4;      // the account's base was traded, or the market
    static constexpr std::uint8_t opening = 8;   // the market was made

    AccountHandle account;    // or the handle of a market, handle_of()
    std::uint32_t place = 0;  // of the entry in its run
    Kind kind = Kind::debited;
    std::uint8_t lists = 0;
    AccountHandle other;
    Amount amount;

    friend bool operator==(MovementRow const&, MovementRow const&) = default;
};

// A market among the accounts of a run: behind the last that a ledger can have.
[[nodiscard]] constexpr AccountHandle handle_of(MarketNumber market) {
    return AccountHandle{0x8000'0000U | market.value};
}

[[nodiscard]] constexpr bool is_market(AccountHandle handle) {
    return handle.value >= 0x8000'0000U;
}

// One account's part of a run: its totals before the run, and its rows in the order of the record.
struct AccountRun {
    PostedTotals before;
    std::vector<MovementRow> rows;
};

// The movements of 2^16 consecutive entries, by account, and their trades, by market, in a file
// beside a record. A help and no more: it names the very entries that it was made of, by the root
// of their subtree, and each piece of it carries a checksum, so that a damaged one or one of
// another record is not used.
//
//     "TALLYMV2"                       the file's kind and format
//     u64  run                         number; its first entry is run x 2^16
//     u8[32] subtree                   RFC 6962 hash of the run's entries
//     u32  accounts_before, accounts_after, pages
//     (u32 first account, u64 offset) x pages; u64 end
//     u8[32] SHA-256 of all that
//     pages: u8[8] of the SHA-256 of what follows; then accounts in order, each
//         varint account, varint debits, varint credits (before), varint rows, and for each row
//         varint place less the one before, u8 kind + 16 x lists, varint other account,
//         varint amount
//
// Numbers are little-endian; a varint has seven bits a byte, least first.
class MovementRun {
public:
    static constexpr unsigned height = 16;
    static constexpr std::uint64_t entries = std::uint64_t{1} << height;

    struct Origin {
        std::uint64_t run = 0;
        Hash32 subtree;
        std::uint32_t accounts_before = 0;
        std::uint32_t accounts_after = 0;
    };

    // Writes a file. `rows` are sorted by account; `after(account)` are its totals at the run's
    // end.
    template <class After>
    [[nodiscard]] static Result<std::uint64_t> write(std::filesystem::path const& file,
                                                     Origin const& origin,
                                                     std::span<MovementRow const> rows,
                                                     After const& after) {
        Writer writer{origin};
        while (!rows.empty()) {
            auto const account = rows.front().account;
            std::size_t count = 1;
            while (count < rows.size() && rows[count].account == account)
                ++count;
            writer.add(account, after(account), rows.first(count));
            rows = rows.subspan(count);
        }
        return writer.finish(file);
    }

    // Reads a file's head. Nothing if there is no such file, or it is not what it should be.
    [[nodiscard]] static std::optional<MovementRun> open(std::filesystem::path const& file);

    [[nodiscard]] Origin const& origin() const { return origin_; }

    // An empty list if nothing in the run is about the account. A failure if the file is damaged.
    [[nodiscard]] Result<std::optional<AccountRun>> account(AccountHandle account) const;

private:
    struct Page {
        std::uint32_t first = 0;  // account
        std::uint64_t offset = 0;
    };

    class Writer {
    public:
        explicit Writer(Origin const& origin) : origin_(origin) {}

        void add(AccountHandle account, PostedTotals after, std::span<MovementRow const> rows);
        [[nodiscard]] Result<std::uint64_t> finish(std::filesystem::path const& file);

    private:
        void close_page();

        Origin origin_;
        std::vector<Page> pages_;
        std::vector<std::uint8_t> body_;
        std::vector<std::uint8_t> page_;
        std::uint32_t page_first_ = 0;
    };

    [[nodiscard]] std::optional<std::vector<std::uint8_t>> page(std::size_t number) const;

    std::filesystem::path file_;
    Origin origin_;
    std::vector<Page> pages_;  // the last is the end
};

// The totals before some movements of an account, from those after.
[[nodiscard]] PostedTotals before_rows(PostedTotals after, std::span<MovementRow const> rows);

}  // namespace tally
