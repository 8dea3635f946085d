#pragma once

#include "journal/entry.h"
#include "projections/containers/flat_index.h"
#include "projections/containers/paged_vector.h"
#include "projections/effects.h"
#include "projections/escrows/escrow.h"
#include "projections/ledger/ledger.h"
#include "projections/serial.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tally {

// Every escrow of a record, open or not: so an id is never used twice. Rules: docs/escrows.md.
class Escrows {
public:
    static constexpr std::uint16_t version = 1;
    static constexpr std::uint32_t slice_escrows = 2048;

    explicit Escrows(UndoLog& undo);

    template <class Body>
    void apply(Body const&, Entry const&, Ledger const&, Effects&) {}

    void apply(CreateEscrow const& body, Entry const& entry, Ledger const& ledger, Effects&);
    void apply(FundEscrow const& body, Entry const& entry, Ledger const&, Effects& effects);
    void apply(AttestEscrow const& body, Entry const& entry, Ledger const&, Effects&);
    void apply(ReleaseEscrow const& body, Entry const& entry, Ledger const&, Effects& effects);
    void apply(RefundEscrow const& body, Entry const& entry, Ledger const&, Effects& effects);
    void apply(DisputeEscrow const& body, Entry const& entry, Ledger const&, Effects&);
    void apply(ResolveEscrow const& body, Entry const& entry, Ledger const&, Effects& effects);

    // Null if there is none. The pointer is good until the next entry is applied.
    [[nodiscard]] Escrow const* find(EscrowId id) const;

    // Escrows in order of creation: 0 .. size() - 1.
    [[nodiscard]] std::size_t size() const { return escrows_.size(); }

    [[nodiscard]] Escrow const& at(std::size_t position) const {
        return escrows_[static_cast<std::uint32_t>(position)];
    }

    // An escrow's attestors, in the order in which they were given.
    [[nodiscard]] std::vector<Address> attestors(Escrow const& escrow) const;

    [[nodiscard]] Address const& attestor(Escrow const& escrow, std::uint32_t index) const {
        return attestors_[escrow.first_attestor + index];
    }

    // Which attestor an address is, or nothing if it is not in the set.
    [[nodiscard]] std::optional<std::uint32_t> attestor_index(Escrow const& escrow,
                                                              Address const& address) const;

    // What escrows hold, one call each in order of creation: visit(AccountHandle, Amount). The sum
    // by account is the escrows' part of Account::held.
    template <class Visit>
    void for_each_hold(Visit const& visit) const {
        for (std::uint32_t i = 0; i < escrows_.size(); ++i)
            if (escrows_[i].holds_funds()) visit(escrows_[i].buyer_account, escrows_[i].amount);
    }

    void reserve(std::size_t commands);
    void save(Saver& saver) const;
    [[nodiscard]] bool load(Loader& loader);

    // The same by slices, for digests: so many escrows each, in order of creation, with their
    // attestors.
    [[nodiscard]] std::uint32_t slices() const;
    void save_slice(Saver& saver, std::uint32_t slice) const;

private:
    struct IdOf {
        Escrows const& escrows;

        uint128 operator()(std::uint32_t at) const { return escrows.escrows_[at].id.value; }
    };

    [[nodiscard]] std::uint32_t position_of(EscrowId id) const;

    Escrow& mutate(EscrowId id) { return escrows_.mutate(position_of(id)); }

    void settle(EscrowId id, EscrowAction action, Entry const& entry, Effects& effects);
    void load_attestors(Loader& loader);
    void load_escrow(Loader& loader);

    PagedVector<Escrow> escrows_;
    PagedVector<Address> attestors_;
    FlatIndex by_id_;
};

}  // namespace tally
