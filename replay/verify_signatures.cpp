#include "replay/verify_signatures.h"

#include "journal/signing/command_digest.h"
#include "journal/signing/request_form.h"
#include "projections/access/nonce_window.h"
#include "replay/entry_stream.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace tally {

namespace {

struct Signer {
    Bip340PublicKey key;
    std::vector<Role> roles;  // as often as granted
    NonceWindow nonces;
};

// The keys and the policy, as far as signatures are concerned.
class Signers {
public:
    void see(Entry const& entry) {
        if (outcome_of(entry.body) != Outcome::ok) return;
        if (auto const* added = std::get_if<AddKey>(&entry.body))
            signers_.push_back({Bip340PublicKey{added->public_key.bytes}, {}, {}});
        else if (auto const* granted = std::get_if<GrantRole>(&entry.body))
            grant(*granted);
        else if (auto const* revoked = std::get_if<RevokeRole>(&entry.body))
            revoke(*revoked);
        else if (auto const* policy = std::get_if<SetPolicy>(&entry.body))
            set(*policy);
    }

    [[nodiscard]] Signer* find(KeyNumber number) {
        bool const is_known = number.value != 0 && number.value <= signers_.size();
        return is_known ? &signers_[number.value - 1U] : nullptr;
    }

    [[nodiscard]] bool must_sign(Signer const& signer) const {
        return asked_.contains(Role::none) ||
               std::ranges::any_of(signer.roles, [&](Role role) { return asked_.contains(role); });
    }

private:
    void grant(GrantRole const& granted) {
        if (auto* const signer = find(granted.number)) signer->roles.push_back(granted.role);
    }

    void revoke(RevokeRole const& revoked) {
        auto* const signer = find(revoked.number);
        if (signer == nullptr) return;
        auto const at = std::ranges::find(signer->roles, revoked.role);
        if (at != signer->roles.end()) signer->roles.erase(at);
    }

    void set(SetPolicy const& policy) {
        if (policy.kind != PolicyKind::signatures) return;
        if (policy.off)
            asked_.erase(policy.role);
        else
            asked_.insert(policy.role);
    }

    std::vector<Signer> signers_;
    std::set<Role> asked_;
};

// What a command is told that its key may not send, signed or not; or that is part of a chain which
// did not happen.
bool needs_no_signature(Outcome outcome) {
    return outcome == Outcome::signature_required || outcome == Outcome::key_not_found ||
           outcome == Outcome::key_revoked || outcome == Outcome::key_expired ||
           outcome == Outcome::linked_event_failed || outcome == Outcome::linked_event_chain_open;
}

class SignatureCheck {
public:
    SignatureCheck(std::string const& origin, TypedDataCheck& typed_data)
        : digester_(origin), typed_data_(typed_data) {}

    Result<void> take(Entry const& entry) {
        if (auto const* signature = std::get_if<CommandSignature>(&entry.body)) {
            TALLY_TRYV(check(entry, *signature));
            command_.reset();
            return success();
        }
        end_command();
        if (entry.cause == entry.sequence) begin_command(entry);
        signers_.see(entry);
        typed_data_.see(entry);
        return success();
    }

    void finish() { end_command(); }

    [[nodiscard]] SignaturesChecked const& checked() const { return checked_; }

private:
    // The policy is asked before the command changes it.
    void begin_command(Entry const& entry) {
        auto const* signer = signers_.find(entry.key);
        if (signer == nullptr) return;
        asked_ = signers_.must_sign(*signer);
        if (asked_) ++checked_.asked;
        command_ = entry;
    }

    void end_command() {
        auto const command = std::exchange(command_, std::nullopt);
        if (!command || !asked_ || needs_no_signature(outcome_of(command->body))) return;
        ++checked_.unsigned_commands;
        if (!checked_.first_unsigned) checked_.first_unsigned = command->sequence;
    }

    Result<void> check(Entry const& entry, CommandSignature const& signature) {
        auto* const signer = signers_.find(entry.key);
        bool const in_place =
            command_ && command_->sequence == entry.cause && command_->key == entry.key;
        if (signer == nullptr || !in_place)
            return broken(entry, "is not right behind a command of the same key");
        TALLY_TRY(is_good, verify(*signer, signature));
        if (!is_good)
            return broken(entry,
                          "is not key " + std::to_string(entry.key.value) +
                              "'s signature over entry " + std::to_string(entry.cause.value) +
                              " (" + std::string{kind_name(command_->body)} + ")");
        bool const is_fresh = signer->nonces.is_fresh(signature.nonce);
        if (outcome_of(command_->body) == Outcome::ok && !is_fresh)
            return broken(entry,
                          "has nonce " + std::to_string(signature.nonce) +
                              ", which its key had used, and its command happened all the same");
        signer->nonces.use(signature.nonce);
        ++checked_.signatures;
        return success();
    }

    Result<bool> verify(Signer const& signer, CommandSignature const& signature) {
        if (signature.scheme == SignatureScheme::typed_data)
            return typed_data_.is_signed(*command_, signature, signer.key);
        auto request = command_->body;
        open_again(request, signature.left_open);
        if (left_open(request) != signature.left_open) return false;
        TALLY_TRY(digest, digester_.digest_recorded(*command_, signature, signer.key));
        return bip340_verify(signer.key, digest, Bip340Signature{signature.signature.bytes});
    }

    static Failure broken(Entry const& entry, std::string const& text) {
        return {FailureKind::integrity,
                "entry " + std::to_string(entry.sequence.value) + " (command_signature) " + text};
    }

    CommandDigester digester_;
    TypedDataCheck& typed_data_;
    Signers signers_;
    std::optional<Entry> command_;  // of a known key, whose signature may come next
    bool asked_ = false;
    SignaturesChecked checked_;
};

}  // namespace

Result<SignaturesChecked> verify_signatures(
    Record const& record,
    TypedDataCheck& typed_data,
    std::function<void(std::uint64_t, std::uint64_t)> const& progress) {
    SignatureCheck check{record.origin(), typed_data};
    EntryStream stream{record, 0, record.size(), EntryStream::Hashing::none};
    std::uint64_t taken = 0;
    for (;;) {
        TALLY_TRY(batch, stream.next());
        if (batch == nullptr) break;
        for (auto const& entry : batch->span()) {
            TALLY_TRYV(check.take(entry));
        }
        taken += batch->count;
        if (progress) progress(taken, record.size());
    }
    check.finish();
    return check.checked();
}

}  // namespace tally
