#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/check.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tally {

// An account's place in the ledger's slab. Stable for the life of a record; never stored in one.
struct AccountHandle {
    std::uint32_t value = UINT32_MAX;

    [[nodiscard]] constexpr bool is_none() const { return value == UINT32_MAX; }

    friend constexpr auto operator<=>(AccountHandle, AccountHandle) = default;
};

// Which totals of its two accounts a posting changes.
enum class PostingLayer : std::uint8_t {
    posted,           // debits_posted of `debit` and credits_posted of `credit` grow
    pending_reserve,  // the pending totals grow
    pending_release,  // the pending totals shrink
};

// One movement between two accounts of one asset. Every change of a balance is one of these, made
// by the postings table (docs/postings.md), so that debits equal credits by construction.
struct Posting {
    AccountHandle debit;
    AccountHandle credit;
    Amount amount;
    PostingLayer layer = PostingLayer::posted;
};

// A change of what is held (reserved for an order, an escrow or a withdrawal) on one account. Holds
// are not money that moved, so they have one side only; `released` is taken off before `placed` is
// put on.
struct HoldChange {
    AccountHandle account;
    Amount released;
    Amount placed;
};

// What one entry does to the ledger, worked out before anything changes.
class Effects {
public:
    static constexpr std::size_t max_postings = 8;
    static constexpr std::size_t max_holds = 6;

    // A posting of nothing is left out.
    void post(Posting const& posting) {
        if (posting.amount.is_zero()) return;
        TALLY_CHECK(posting_count_ < max_postings);
        postings_[posting_count_++] = posting;
    }

    void hold(HoldChange const& change) {
        if (change.released == change.placed) return;
        TALLY_CHECK(hold_count_ < max_holds);
        holds_[hold_count_++] = change;
    }

    void clear() {
        posting_count_ = 0;
        hold_count_ = 0;
    }

    [[nodiscard]] std::span<Posting const> postings() const {
        return std::span{postings_}.first(posting_count_);
    }

    [[nodiscard]] std::span<HoldChange const> holds() const {
        return std::span{holds_}.first(hold_count_);
    }

private:
    std::array<Posting, max_postings> postings_;
    std::array<HoldChange, max_holds> holds_;
    std::size_t posting_count_ = 0;
    std::size_t hold_count_ = 0;
};

}  // namespace tally
