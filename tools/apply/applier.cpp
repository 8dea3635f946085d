#include "tools/apply/applier.h"

#include "engine/sequencer/sequencer_options.h"
#include "tools/signing/line_signer.h"
#include "tools/text/time.h"

#include <cstddef>
#include <span>
#include <utility>
#include <variant>

namespace tally::apply {

namespace {

constexpr std::uint64_t most_waiting_faults = 4'096;

}  // namespace

Result<void> Applier::take(ParsedLine& line) {
    bool const in_chain = !members_.empty();
    if (!in_chain && !(line.is_command && line.command.linked && !spilling_)) {
        return take_alone(line);
    }
    hold(line);
    if (!line.is_command) return success();
    if (!line.command.linked) return end_chain();
    if (members_.size() < chain_commands_max) return success();
    spilling_ = true;
    return end_chain();
}

Result<void> Applier::take_alone(ParsedLine& line) {
    if (!line.is_command) return add_fault(line.number, std::move(line.fault));
    if (!line.command.linked) spilling_ = false;
    auto fault = fault_of(line.command, {}, true);
    if (fault) return add_fault(line.number, *std::move(fault));
    json::LineFault refused;
    TALLY_TRY(taken, submit(line.command, refused));
    if (!taken) return add_fault(line.number, std::move(refused));
    return success();
}

void Applier::hold(ParsedLine& line) {
    auto& member = members_.emplace_back(Member{line.number, std::nullopt});
    if (!line.is_command) member.fault = std::move(line.fault);
    chain_.push_back(std::move(line.command));
    line.command = json::ParsedCommand{};
    if (!line.is_command) return;
    line.command.linked = chain_.back().linked;  // the caller still asks
}

// What keeps a command of the right form from being one right now.
std::optional<json::LineFault> Applier::fault_of(json::ParsedCommand& command,
                                                 std::span<json::ParsedCommand const> before,
                                                 bool first) {
    auto const last = sequencer_.state().last_time();
    if (first && command.time && *command.time < last) {
        return json::LineFault{
            command.time_column,
            "\"time\" goes back: the record's last entry is at " + text::format_time(last)};
    }
    if (resolver_.resolve(command, before)) return std::nullopt;
    return resolver_.fault();
}

std::string Applier::put_signature(json::ParsedCommand const& command, Request& request) {
    auto found = claims_.claim(sequencer_.state(), command, {});
    if (auto* const none = std::get_if<signing::NoClaim>(&found)) return std::move(none->text);
    auto const& claim = std::get<signing::Claim>(found);
    request.key = claim.key;
    request.signature = claim.signature;
    return signing::objection(claim);
}

Result<void> Applier::sign_with(Bip340Secret const& secret) {
    TALLY_TRY(public_key, bip340_public_key(secret));
    signer_key_ = PublicKey{public_key.bytes};
    signer_.emplace(sequencer_.origin(), secret, signing::nonce_now());
    return success();
}

std::string Applier::sign(json::ParsedCommand const& command, Request& request) {
    request.key = sequencer_.state().access().find(signer_key_);
    if (request.key == KeyNumber{})
        return "the record has no such key as the one that is to sign; tally keys add adds it";
    auto const signature = signer_->sign(command.body, command.linked);
    if (!signature) return signature.error().text;
    request.signature = signature.value();
    return {};
}

Result<bool> Applier::submit(json::ParsedCommand& command, json::LineFault& fault) {
    Request request{{}, command.time, command.linked, {}, std::nullopt};
    if (command.proof) {
        auto wrong = put_signature(command, request);
        if (!wrong.empty()) {
            fault = json::LineFault{command.proof->column, std::move(wrong)};
            return false;
        }
    } else if (signer_) {
        auto wrong = sign(command, request);
        if (!wrong.empty()) {
            fault = json::LineFault{1, std::move(wrong)};
            return false;
        }
    }
    request.command = std::move(command.body);
    auto const done = sequencer_.submit(std::move(request));
    if (done) return true;
    if (done.error().kind != FailureKind::usage) return done.error();
    fault = json::LineFault{1, done.error().text};
    return false;
}

// Faults wait for the answers before them; many of them without a command between are let out.
Result<void> Applier::add_fault(std::uint64_t line, json::LineFault fault) {
    answers_.add_fault(line, std::move(fault));
    if (++faults_since_flush_ < most_waiting_faults) return success();
    faults_since_flush_ = 0;
    TALLY_TRYV(sequencer_.flush());
    answers_.finish();
    return success();
}

Result<void> Applier::end_chain() {
    bool sound = true;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        auto& member = members_[i];
        if (!member.fault && sound) {
            member.fault = fault_of(chain_[i], std::span{chain_}.first(i), i == 0);
        }
        sound = sound && !member.fault;
    }
    if (sound) {
        TALLY_TRYV(submit_chain());
    } else {
        refuse_chain(0);
    }
    members_.clear();
    chain_.clear();
    return success();
}

Result<void> Applier::submit_chain() {
    for (std::size_t i = 0; i < members_.size(); ++i) {
        json::LineFault fault;
        TALLY_TRY(taken, submit(chain_[i], fault));
        if (taken) continue;
        if (i > 0) {
            TALLY_TRYV(sequencer_.end_of_input());
        }
        members_[i].fault = std::move(fault);
        refuse_chain(i);
        return success();
    }
    return success();
}

void Applier::refuse_chain(std::size_t from) {
    std::uint64_t culprit = 0;
    for (auto const& member : members_) {
        if (member.fault && culprit == 0) culprit = member.line;
    }
    auto const why =
        "not applied: line " + std::to_string(culprit) +
        " of the same linked chain is no command, and a chain happens whole or not at all";
    for (std::size_t i = from; i < members_.size(); ++i) {
        auto& member = members_[i];
        answers_.add_fault(member.line,
                           member.fault ? *std::move(member.fault) : json::LineFault{1, why});
    }
}

Result<void> Applier::end() {
    if (!members_.empty()) {
        TALLY_TRYV(end_chain());
    }
    TALLY_TRYV(sequencer_.end_of_input());
    TALLY_TRYV(sequencer_.flush());
    answers_.finish();
    return success();
}

}  // namespace tally::apply
