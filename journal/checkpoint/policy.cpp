#include "journal/checkpoint/policy.h"

#include "journal/checkpoint/lines.h"
#include "journal/checkpoint/note.h"

#include <algorithm>
#include <optional>

namespace tally {

namespace {

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (;;) {
        auto const first = line.find_first_not_of(" \t");
        if (first == line.npos) return words;
        line.remove_prefix(first);
        auto const end = std::min(line.find_first_of(" \t"), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

Failure unmet(std::string why) {
    return {FailureKind::integrity, "policy: " + std::move(why)};
}

// Whether a key signed the note. A wrong signature of it is a failure.
Result<bool> signed_by(Note const& note, Verifier const& key) {
    bool found = false;
    for (auto const& signature : note.signatures) {
        if (signature.key_id != key.key_id || signature.key_name != key.name) continue;
        if (!key.verifies(note.text, signature.signature))
            return unmet("the signature of " + key.name + " is wrong");
        found = true;
    }
    return found;
}

}  // namespace

class Policy::Parser {
public:
    Result<Policy> run(std::string_view text) {
        for (std::size_t number = 1; !text.empty(); ++number) {
            auto const end = std::min(text.find('\n'), text.size());
            auto done = line(text.substr(0, end));
            if (!done) return std::move(done).error().in("policy: line " + std::to_string(number));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        if (has_quorum_) return std::move(policy_);
        return bad("policy: it has no quorum line; 'quorum none' asks for no witness");
    }

private:
    static Failure bad(std::string why) { return {FailureKind::usage, std::move(why)}; }

    Result<void> line(std::string_view text) {
        auto const control = [](char c) { return c != '\t' && static_cast<unsigned char>(c) < 32; };
        if (std::any_of(text.begin(), text.end(), control) || text.find('\x7f') != text.npos)
            return bad("a control character");
        auto const words = words_of(text);
        if (words.empty() || words.front().starts_with('#')) return success();
        auto const count = words.size();
        if (words[0] == "log" && (count == 2 || count == 3)) return log(words[1]);
        if (words[0] == "witness" && (count == 3 || count == 4)) return witness(words[1], words[2]);
        if (words[0] == "group" && count >= 4) return group(words);
        if (words[0] == "quorum" && count == 2) return quorum(words[1]);
        return bad("expected log, witness, group or quorum, and what they take");
    }

    Result<Verifier> new_key(std::string_view text, bool of_witness) {
        TALLY_TRY(key, parse_verifier(text));
        if ((key.type == SignatureType::cosignature) != of_witness)
            return bad(of_witness ? "this key makes no cosignatures" : "this key is a witness's");
        bool const known = std::find(keys_.begin(), keys_.end(), key.key) != keys_.end();
        if (known) return bad("this key is there twice");
        keys_.push_back(key.key);
        return key;
    }

    Result<void> log(std::string_view text) {
        TALLY_TRY(key, new_key(text, false));
        policy_.logs_.push_back(std::move(key));
        return success();
    }

    Result<void> witness(std::string_view name, std::string_view text) {
        TALLY_TRYV(new_name(name));
        TALLY_TRY(key, new_key(text, true));
        policy_.names_.push_back({std::string{name}, {std::move(key)}, 0, {}, false});
        return success();
    }

    Result<void> new_name(std::string_view name) {
        if (name == "none" || find(name)) return bad("the name " + std::string{name} + " is taken");
        return success();
    }

    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
        for (std::size_t i = 0; i < policy_.names_.size(); ++i)
            if (policy_.names_[i].name == name) return i;
        return std::nullopt;
    }

    Result<void> group(std::vector<std::string_view> const& words) {
        TALLY_TRYV(new_name(words[1]));
        Named group{std::string{words[1]}, {}, 0, {}, false};
        for (auto word = words.begin() + 3; word != words.end(); ++word) {
            auto const member = find(*word);
            if (!member) return bad("no witness or group " + std::string{*word} + " stands before");
            if (policy_.names_[*member].is_member)
                return bad(std::string{*word} + " is a member of a group already");
            policy_.names_[*member].is_member = true;
            group.members.push_back(*member);
        }
        auto const count = group.members.size();
        auto const threshold = words[2] == "all"   ? std::optional<std::uint64_t>{count}
                               : words[2] == "any" ? std::optional<std::uint64_t>{1}
                                                   : parse_decimal(words[2]);
        if (!threshold || *threshold < 1 || *threshold > count)
            return bad("a group needs all, any, or a number of its members");
        group.threshold = *threshold;
        policy_.names_.push_back(std::move(group));
        return success();
    }

    Result<void> quorum(std::string_view name) {
        if (has_quorum_) return bad("a second quorum line");
        has_quorum_ = true;
        if (name == "none") return success();
        auto const found = find(name);
        if (!found) return bad("no witness or group " + std::string{name} + " stands before");
        policy_.quorum_ = *found;
        return success();
    }

    Policy policy_;
    std::vector<Hash32> keys_;
    bool has_quorum_ = false;
};

Result<Policy> Policy::parse(std::string_view text) {
    return Parser{}.run(text);
}

Result<PolicyMet> Policy::check(std::string_view bytes) const {
    TALLY_TRY(note, parse_note(bytes));
    TALLY_TRY(checkpoint, parse_checkpoint_text(note.text));
    bool logged = false;
    for (auto const& log : logs_) {
        if (log.name != checkpoint.origin) continue;
        TALLY_TRY(here, signed_by(note, log));
        logged = logged || here;
    }
    if (!logged) return unmet("none of its logs has signed the checkpoint");
    PolicyMet met{std::move(checkpoint), {}};
    std::vector<bool> witnessed;
    for (auto const& named : names_) {
        std::size_t count = 0;
        for (auto const member : named.members)
            count += witnessed[member] ? 1U : 0U;
        bool here = !named.members.empty() && count >= named.threshold;
        if (!named.key.empty()) {
            TALLY_TRY(cosigned, signed_by(note, named.key.front()));
            here = cosigned;
            if (here) met.witnesses.push_back(named.name);
        }
        witnessed.push_back(here);
    }
    if (quorum_ == SIZE_MAX || witnessed[quorum_]) return met;
    return unmet("the witnesses of " + names_[quorum_].name + " have not cosigned the checkpoint");
}

}  // namespace tally
