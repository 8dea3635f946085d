#pragma once

#include "journal/entry.h"
#include "projections/chains/chain.h"
#include "projections/chains/withdrawal.h"
#include "projections/containers/flat_index.h"
#include "projections/containers/paged_vector.h"
#include "projections/effects.h"
#include "projections/ledger/ledger.h"
#include "projections/serial.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tally {

// The chains that a record observes, and the withdrawals through them. Rules: docs/chains.md.
class Chains {
public:
    static constexpr std::uint16_t version = 1;
    static constexpr std::uint32_t slice_withdrawals = 4096;
    static constexpr std::size_t max_chains = 4096;
    static constexpr std::size_t max_events = 512;  // of one block; its entry must fit one leaf

    explicit Chains(UndoLog& undo);

    template <class Body>
    void apply(Body const&, Entry const&, Ledger const&, Effects&) {}

    void apply(CreateChain const& body, Entry const& entry, Ledger const&, Effects&);
    void apply(ObserveBlock const& body, Entry const& entry, Ledger const&, Effects&);
    void apply(ResumeChain const& body, Entry const&, Ledger const&, Effects&);
    void apply(RequestWithdrawal const& body, Entry const& entry, Ledger const&, Effects& effects);
    void apply(CancelWithdrawal const& body, Entry const& entry, Ledger const&, Effects& effects);
    void apply(ChainEventApplied const& body, Entry const&, Ledger const&, Effects& effects);
    void apply(ChainReorganized const& body, Entry const&, Ledger const&, Effects&);
    void apply(ChainHalted const& body, Entry const&, Ledger const&, Effects&);

    // All chains, in order of number (from 1).
    [[nodiscard]] std::span<Chain const> all() const { return chains_; }

    // Null if there is none.
    [[nodiscard]] Chain const* find(ChainNumber number) const;
    [[nodiscard]] Chain const* find(ChainName const& name) const;

    // Null if there is none. The pointer is good until the next entry is applied.
    [[nodiscard]] Withdrawal const* withdrawal(WithdrawalId id) const;

    // Withdrawals in order of their requests: 0 .. withdrawal_count() - 1.
    [[nodiscard]] std::size_t withdrawal_count() const { return withdrawals_.size(); }

    [[nodiscard]] Withdrawal const& withdrawal_at(std::size_t position) const {
        return withdrawals_[static_cast<std::uint32_t>(position)];
    }

    // What withdrawals hold, in order of their requests: visit(AccountHandle, Amount).
    template <class Visit>
    void for_each_hold(Visit const& visit) const {
        for (std::uint32_t i = 0; i < withdrawals_.size(); ++i)
            if (withdrawals_[i].holds_funds())
                visit(withdrawals_[i].account, withdrawals_[i].amount);
    }

    // Deposits that are seen and not final: visit(custody AccountHandle, AccountHandle, Amount).
    // The first one's debits_pending and the second one's credits_pending have that amount in them.
    template <class Visit>
    void for_each_pending(Visit const& visit) const {
        for (auto const& chain : chains_)
            for (auto number = chain.lowest(); auto const* block = chain.at(number); ++number)
                for (auto const& event : block->events)
                    if (event.state == EventState::seen &&
                        event.event.type == ChainEventType::deposit)
                        visit(event.custody, event.account, event.event.amount);
    }

    void reserve(std::size_t commands);
    void save(Saver& saver) const;
    [[nodiscard]] bool load(Loader& loader);

    // The same by slices, for digests: so many withdrawals each, in the order of their requests;
    // with the first one all chains.
    [[nodiscard]] std::uint32_t slices() const;
    void save_slice(Saver& saver, std::uint32_t slice) const;

private:
    struct IdOf {
        Chains const& chains;

        uint128 operator()(std::uint32_t at) const { return chains.withdrawals_[at].id.value; }
    };

    // The chain, for a change of its tree; kept whole if a scope is open.
    Chain& mutate(ChainNumber number);
    ObservedEvent& mutate_event(ChainEventApplied const& body);
    Withdrawal& mutate(WithdrawalId id);
    void see(ChainEventApplied const& body, Entry const& entry, Ledger const&, Effects& effects);
    void move(ChainEventApplied const& body);
    void finalize(ChainEventApplied const& body, Entry const& entry, Effects& effects);
    void drop(ChainEventApplied const& body, Entry const& entry, Effects& effects);
    void reverse(ChainEventApplied const& body, Entry const&, Ledger const&, Effects& effects);
    void save_chains(Saver& saver) const;
    void load_withdrawal(Loader& loader);

    UndoLog& undo_;
    std::vector<Chain> chains_;
    PagedVector<Withdrawal> withdrawals_;
    FlatIndex by_id_;
};

}  // namespace tally
