#include "tools/serve/intake/batch_runner.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

namespace tally::serve {

namespace {

CommandFault fault_of(std::uint32_t index, json::LineFault const& fault) {
    return {index, static_cast<std::uint32_t>(fault.column), fault.text, Outcome::ok};
}

bool is_about_access(Body const& body) {
    return std::holds_alternative<AddKey>(body) || std::holds_alternative<RevokeKey>(body) ||
           std::holds_alternative<GrantRole>(body) || std::holds_alternative<RevokeRole>(body);
}

// To say what time it is moves the record's clock and with it all that expires, for everybody and
// for good: who may send a tick may do that. The server's clock is for the others.
bool may_say_the_time(Access const& access, KeyNumber key) {
    if (key == KeyNumber{}) return true;
    auto const* const known = access.key(key);
    return known != nullptr && std::ranges::any_of(known->grants, [](Grant const& grant) {
               return grant.role == Role::operations && grant.scope == Scope{};
           });
}

}  // namespace

Result<std::uint32_t> BatchRunner::run(Job& job, std::uint32_t most) {
    std::uint32_t submitted = 0;
    auto const end = job.next + std::min(most, job.commands - job.next);
    while (job.next < end) {
        auto const faults = static_cast<std::ptrdiff_t>(job.faults.size());
        read_ahead(job, end - job.next);
        TALLY_TRY(count, submit_ahead(job));
        submitted += count;
        std::ranges::sort(job.faults.begin() + faults, job.faults.end(), {}, &CommandFault::index);
    }
    return submitted;
}

// Up to `most` commands, none behind the beginning of a chain: that is read on where it is run.
void BatchRunner::read_ahead(Job& job, std::uint32_t most) {
    clock_.look();
    ahead_count_ = 0;
    for (std::uint32_t read = 0; read < most && ahead_count_ < ahead_.size(); ++read) {
        auto& [command, index] = ahead_[ahead_count_];
        index = job.next;
        bool const is_command = reader_.next(job, command);
        if (!is_command) continue;
        ++ahead_count_;
        if (command.linked) return;
        sequencer_.expect(command.body);
    }
}

Result<std::uint32_t> BatchRunner::submit_ahead(Job& job) {
    std::uint32_t submitted = 0;
    for (auto const& ahead : std::span{ahead_}.first(ahead_count_))
        sequencer_.expect_next(ahead.command.body);
    for (auto& [command, index] : std::span{ahead_}.first(ahead_count_)) {
        if (command.linked) {
            TALLY_TRY(count, run_chain(job, std::move(command)));
            submitted += count;
            continue;
        }
        TALLY_TRY(taken, submit(job, command, index));
        if (taken) ++submitted;
    }
    return submitted;
}

// False, with a fault: it is no command right now.
Result<bool> BatchRunner::submit(Job& job, json::ParsedCommand& command, std::uint32_t index) {
    if (job.is_json && !resolver_.resolve(command, {})) {
        job.faults.push_back(fault_of(index, resolver_.fault()));
        return false;
    }
    if (!put_request(job, command, index, request_)) return false;
    access_changed_ = access_changed_ || is_about_access(request_.command);
    auto const done = sequencer_.submit(std::move(request_));
    if (done) return true;
    if (done.error().kind != FailureKind::usage) return done.error();
    job.faults.push_back({index, job.is_json ? 1U : 0U, done.error().text, Outcome::ok});
    return false;
}

// False, with a fault: its time or its signature is no good, so that nothing of it is recorded.
bool BatchRunner::put_request(Job& job,
                              json::ParsedCommand& command,
                              std::uint32_t index,
                              Request& request) {
    if (command.time && !may_say_the_time(sequencer_.state().access(), job.key)) {
        job.faults.push_back({index,
                              job.is_json ? command.time_column : 0,
                              "\"time\" is for an operator to say: leave it out, and the "
                              "server's clock counts",
                              Outcome::not_authorized});
        return false;
    }
    request.time = command.time;
    request.linked = command.linked;
    request.key = job.key;
    request.signature.reset();
    if (command.proof) [[unlikely]] {
        auto wrong = objection(job, command, index);
        if (!wrong.empty()) {
            job.faults.push_back({index,
                                  command.proof->column,
                                  std::move(wrong),
                                  Outcome::command_signature_invalid});
            return false;
        }
        request.key = claim_.key;
        request.signature = claim_.signature;
    }
    request.command = std::move(command.body);
    return true;
}

// What was verified must be what is run: a name may stand for something else by now. On an empty
// answer claim_ is the command's.
std::string BatchRunner::objection(Job const& job,
                                   json::ParsedCommand const& command,
                                   std::uint32_t index) {
    auto found = claims_.claim(sequencer_.state(), command, job.key);
    if (auto* const none = std::get_if<signing::NoClaim>(&found)) return std::move(none->text);
    claim_ = std::get<signing::Claim>(found);
    auto const at = std::ranges::lower_bound(job.checked, index, {}, &CheckedSignature::index);
    bool const is_known = at != job.checked.end() && at->index == index;
    if (!is_known || at->claim != claim_)
        return "a name in it, or its key, began to exist after its batch had come: sign and send "
               "it again";
    return at->objection;
}

Result<std::uint32_t> BatchRunner::run_chain(Job& job, json::ParsedCommand first) {
    auto const from = job.next - 1;
    chain_.clear();
    chain_.push_back(std::move(first));
    auto const faults = job.faults.size();
    if (!gather_chain(job) || !resolve_chain(job, from)) {
        auto const& why = job.faults.at(faults);
        refuse_chain(job,
                     from,
                     "not applied: command " + std::to_string(why.index + 1) +
                         " of the same linked chain is no command, and a chain "
                         "happens whole or not at all");
        return 0U;
    }
    for (std::size_t i = 0; i < requests_.size(); ++i) {
        access_changed_ = access_changed_ || is_about_access(requests_[i].command);
        auto const done = sequencer_.submit(std::move(requests_[i]));
        if (done) continue;
        if (done.error().kind != FailureKind::usage) return done.error();
        if (i != 0) {  // those before it are recorded, as refused
            TALLY_TRYV(sequencer_.end_of_input());
        }
        auto const taken = static_cast<std::uint32_t>(i);
        refuse_chain(job, from + taken, done.error().text);
        return taken;
    }
    return static_cast<std::uint32_t>(chain_.size());
}

// Reads to the chain's end. False if it has none in this batch, or a member is no command; there is
// a fault then.
bool BatchRunner::gather_chain(Job& job) {
    auto const faults = job.faults.size();
    bool linked = true;
    while (linked && !job.is_done()) {
        linked = reader_.next(job, command_) ? command_.linked : true;
        chain_.push_back(std::move(command_));
    }
    if (linked && job.faults.size() == faults)
        job.faults.push_back(
            {job.next - 1, 0, "the batch ends within a linked chain", Outcome::ok});
    return job.faults.size() == faults;
}

// Leaves the chain in requests_, or a fault.
bool BatchRunner::resolve_chain(Job& job, std::uint32_t from) {
    requests_.clear();
    for (std::size_t i = 0; i < chain_.size(); ++i) {
        auto const index = from + static_cast<std::uint32_t>(i);
        if (job.is_json && !resolver_.resolve(chain_[i], std::span{chain_}.first(i))) {
            job.faults.push_back(fault_of(index, resolver_.fault()));
            return false;
        }
    }
    for (std::size_t i = 0; i < chain_.size(); ++i) {
        auto const index = from + static_cast<std::uint32_t>(i);
        if (!put_request(job, chain_[i], index, requests_.emplace_back())) return false;
    }
    return true;
}

// Every command from `from` to job.next gets a fault: its own, or this one.
void BatchRunner::refuse_chain(Job& job, std::uint32_t from, std::string const& why) {
    std::vector<CommandFault> own;
    auto const begin = std::find_if(job.faults.begin(), job.faults.end(), [&](auto const& fault) {
        return fault.index >= from;
    });
    own.assign(std::make_move_iterator(begin), std::make_move_iterator(job.faults.end()));
    job.faults.erase(begin, job.faults.end());
    auto next = own.begin();
    for (auto index = from; index < job.next; ++index) {
        if (next != own.end() && next->index == index) {
            job.faults.push_back(std::move(*next++));
        } else {
            job.faults.push_back({index, job.is_json ? 1U : 0U, why, Outcome::ok});
        }
    }
}

}  // namespace tally::serve
