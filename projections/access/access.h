#pragma once

#include "journal/entry.h"
#include "projections/access/nonce_window.h"
#include "projections/serial.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace tally {

struct Grant {
    Role role = Role::trader;
    Scope scope;

    friend bool operator==(Grant const&, Grant const&) = default;
};

// A key as the record has it. Keys never go away; what they may do does.
struct AccessKey {
    PublicKey public_key;
    KeyName name;
    Timestamp expires;  // zero = never
    Sequence added;
    Timestamp revoked;          // when; zero = not revoked
    NonceWindow nonces;         // of its signed commands
    std::vector<Grant> grants;  // in the order in which they were given

    [[nodiscard]] bool expired(Timestamp now) const {
        return expires != Timestamp{} && expires <= now;
    }

    // False: whatever it asks for is refused, and a session with it may be closed.
    [[nodiscard]] bool valid(Timestamp now) const {
        return revoked == Timestamp{} && !expired(now);
    }

    [[nodiscard]] bool has(Role role) const;
};

// Transfers of an asset that are at least this large wait for a second key.
struct FourEyes {
    Amount at_least;
    std::uint32_t timeout = 0;  // seconds; zero = for ever
};

// A transfer that waits for a second key.
struct WaitingTransfer {
    CreateTransfer command;  // as its client sent it
    KeyNumber by;
    Timestamp due;  // when it is dropped; `never` without a timeout
    Sequence sequence;
};

// Who may do what: keys, grants, kill switches, policies, and the transfers that wait for a second
// key. Rules: docs/access.md. A record that uses none of it costs one look at `in_use`.
class Access {
public:
    static constexpr std::uint16_t version = 1;
    static constexpr std::size_t max_grants = 64;  // of one key
    static constexpr std::size_t max_killed = 65'536;
    static constexpr std::size_t max_waiting = 16'384;

    explicit Access(UndoLog& undo) : undo_(undo) {}

    template <class Body>
    void apply(Body const&, Entry const&) {}

    void apply(AddKey const& body, Entry const& entry);
    void apply(RevokeKey const& body, Entry const& entry);
    void apply(GrantRole const& body, Entry const&);
    void apply(RevokeRole const& body, Entry const&);
    void apply(SetKillSwitch const& body, Entry const&);
    void apply(SetPolicy const& body, Entry const&);
    void apply(CreateTransfer const& body, Entry const& entry);
    void apply(ApproveTransfer const& body, Entry const&);
    void apply(ApprovalExpired const& body, Entry const&);
    void apply(CommandSignature const& body, Entry const& entry);

    // The key's number; zero if nobody added it.
    [[nodiscard]] KeyNumber find(PublicKey const& public_key) const;

    // Null for zero and for numbers that no key has.
    [[nodiscard]] AccessKey const* key(KeyNumber number) const;

    // Keys are numbered 1 .. key_count().
    [[nodiscard]] std::size_t key_count() const { return keys_.size(); }

    // True if a kill switch or four eyes may refuse what a decider accepted.
    [[nodiscard]] bool guards() const {
        return kill_all_ || !killed_owners_.empty() || !killed_markets_.empty() ||
               !four_eyes_.empty();
    }

    [[nodiscard]] bool killed_all() const { return kill_all_; }

    [[nodiscard]] std::set<OwnerId> const& killed_owners() const { return killed_owners_; }

    [[nodiscard]] std::set<MarketNumber> const& killed_markets() const { return killed_markets_; }

    // Null if transfers of the asset never wait.
    [[nodiscard]] FourEyes const* four_eyes(AssetNumber asset) const;

    [[nodiscard]] std::map<AssetNumber, FourEyes> const& four_eyes() const { return four_eyes_; }

    // Bit r: keys with Role r must sign; bit 0: every key must.
    [[nodiscard]] std::uint8_t signing_roles() const { return signing_roles_; }

    [[nodiscard]] bool must_sign(AccessKey const& key) const;

    // Null if no such transfer waits.
    [[nodiscard]] WaitingTransfer const* waiting(TransferId id) const;

    [[nodiscard]] std::map<TransferId, WaitingTransfer> const& waiting() const { return waiting_; }

    // When the next waiting transfer is dropped, or `never`; and those due, earliest first.
    [[nodiscard]] Timestamp next_due() const { return due_.empty() ? never : due_.begin()->first; }

    [[nodiscard]] std::vector<TransferId> due_at(Timestamp now) const;

    void reserve(std::size_t) {}

    void save(Saver& saver) const;
    [[nodiscard]] bool load(Loader& loader);

private:
    AccessKey& mutate(KeyNumber number);

    template <class Set, class Value>
    void put(Set& set, Value value, bool in);

    void drop_waiting(TransferId id);
    void set_four_eyes(SetPolicy const& body);

    void save_keys(Saver& saver) const;
    void save_waiting(Saver& saver) const;
    void load_keys(Loader& loader);
    void load_guards(Loader& loader);
    void load_waiting(Loader& loader);

    UndoLog& undo_;
    std::vector<AccessKey> keys_;
    std::map<PublicKey, KeyNumber> by_public_key_;
    bool kill_all_ = false;
    std::uint8_t signing_roles_ = 0;
    std::set<OwnerId> killed_owners_;
    std::set<MarketNumber> killed_markets_;
    std::map<AssetNumber, FourEyes> four_eyes_;
    std::map<TransferId, WaitingTransfer> waiting_;
    std::set<std::pair<Timestamp, TransferId>> due_;
};

}  // namespace tally
