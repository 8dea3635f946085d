#pragma once

#include "journal/checkpoint/key_chain.h"
#include "journal/entry.h"
#include "journal/vocabulary/bytes.h"
#include "replay/record.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tally {

// What a record has about its own evidence, gathered while somebody reads all of it: new signing
// keys, and the commitments of values that stand beside it. Grows with those alone.
class AuditTrail {
public:
    struct Attached {
        Sequence sequence;  // of the first entry that attached it
        SubjectKind subject_kind = SubjectKind::owner;
        uint128 subject = 0;
    };

    explicit AuditTrail(std::string origin) : origin_(std::move(origin)) {}

    // Every entry, in order.
    void see(Entry const& entry);

    [[nodiscard]] std::vector<KeyRotation> const& rotations() const { return rotations_; }

    [[nodiscard]] std::map<Hash32, Attached> const& attached() const { return attached_; }

    // By commitment, the entry that redacted it.
    [[nodiscard]] std::map<Hash32, Sequence> const& redacted() const { return redacted_; }

    [[nodiscard]] bool is_redacted(Hash32 const& commitment) const {
        return redacted_.contains(commitment);
    }

private:
    std::string origin_;
    std::vector<KeyRotation> rotations_;
    std::map<Hash32, Attached> attached_;
    std::map<Hash32, Sequence> redacted_;
};

// The trail of a record's first `size` entries; reads all of them.
[[nodiscard]] Result<AuditTrail> audit_trail(Record const& record, std::uint64_t size);

// The keys that sign a record, by what is written beside it of where they changed. `given`: those
// that the reader trusts; empty: the record's own.
[[nodiscard]] Result<KeyChain> keys_of(Record const& record, std::vector<Verifier> const& given);

// An integrity failure unless what is written beside the record of where its keys changed
// (`listed`) is what its entries say.
[[nodiscard]] Result<void> compare_rotations(std::vector<KeyRotation> const& listed,
                                             AuditTrail const& trail);

}  // namespace tally
