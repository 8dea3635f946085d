#include "replay/verify.h"

#include "engine/sequencer/small_file.h"
#include "journal/checkpoint/consistency.h"
#include "journal/checkpoint/policy.h"
#include "journal/checkpoint/tlog_proof.h"
#include "journal/codec/codec.h"
#include "journal/crypto/text.h"
#include "journal/export/export_files.h"
#include "tools/cli/progress.h"
#include "tools/cli/rows.h"
#include "tools/prove/decisions.h"
#include "tools/prove/export/check.h"
#include "tools/prove/keys.h"
#include "tools/prove/personal/personal_check.h"
#include "tools/prove/prove.h"
#include "tools/signing/order_signatures.h"

#include <array>
#include <optional>
#include <vector>

namespace tally::prove {

namespace {

using cli::Cell;
using cli::CellKind;

void show(Record const& record, Verified const& verified, bool replayed, cli::Output& output) {
    std::array const columns{cli::Column{"verified", CellKind::boolean},
                             cli::Column{"origin"},
                             cli::Column{"entries", CellKind::count},
                             cli::Column{"root"},
                             cli::Column{"signed", CellKind::count},
                             cli::Column{"checkpoints", CellKind::count},
                             cli::Column{"digests", CellKind::count},
                             cli::Column{"tree_nodes", CellKind::count}};
    std::array const cells{Cell{true},
                           Cell{record.origin()},
                           Cell{verified.head.size},
                           Cell{to_hex(verified.head.root.span())},
                           verified.signed_size ? Cell{*verified.signed_size} : Cell::nothing(),
                           Cell{verified.checkpoints},
                           replayed ? Cell{verified.digests} : Cell::nothing(),
                           Cell{verified.subtrees}};
    write_record(output, columns, cells);
}

Result<std::string> read_given(std::string const& file) {
    TALLY_TRY(text, read_small_file(file));
    if (text) return std::move(*text);
    return Failure{FailureKind::usage, file + ": no such file"};
}

// The newest checkpoint's witnesses, as the policy names them.
Result<std::vector<std::string>> witnesses_of(Record const& record, Policy const& policy) {
    TALLY_TRY(notes, record.checkpoints());
    if (notes.empty())
        return Failure{FailureKind::incomplete,
                       record.directory().string() + " has no signed checkpoint"};
    TALLY_TRY(met, policy.check(notes.back()));
    return std::move(met.witnesses);
}

// What the record says of its keys and of the values beside it, if it does; proves those values.
Result<void> tell_evidence(Record const& record, AuditTrail const& trail, cli::Output& output) {
    for (auto const& rotation : trail.rotations())
        output.remark(
            "entry " + std::to_string(rotation.at) +
            " puts a new signing key in place, signed by the old one: " + rotation.ed25519.line());
    TALLY_TRY(found, check_personal(record.directory(), trail));
    auto const count = [](std::size_t number) { return std::to_string(number); };
    if (found.attached != 0)
        output.remark("personal data: " + count(found.attached) + " attached, " +
                      count(found.here) + " here and as attached, " + count(found.redacted) +
                      " redacted, " + count(found.elsewhere) + " not here");
    if (found.left != 0)
        output.remark(count(found.left) +
                      " redacted but not deleted yet: tally personal --finish does it");
    if (found.unknown != 0)
        output.remark(count(found.unknown) + " in personal/ that no entry attaches");
    return success();
}

// Every command's signature again, from the record and the keys in it.
Result<void> tell_signatures(Record const& record, cli::Output& output) {
    signing::OrderSignatures orders{record.origin()};
    cli::Progress progress{"signatures", record.size(), output.quiet()};
    TALLY_TRY(checked,
              verify_signatures(record, orders, [&progress](std::uint64_t done, std::uint64_t) {
                  progress.update(done);
              }));
    auto const tell = std::to_string(checked.signatures) + " signatures of commands checked, all " +
                      "good; " + std::to_string(checked.asked) +
                      " commands of keys that had to sign";
    if (checked.unsigned_commands == 0) {
        output.remark(tell + ", none of them taken in without");
        return success();
    }
    return Failure{FailureKind::integrity,
                   "entry " + std::to_string(checked.first_unsigned->value) +
                       ": the policy asked its key for a signature and none stands behind it; " +
                       std::to_string(checked.unsigned_commands) + " such in all (" + tell + ")"};
}

// Every decision again.
Result<void> tell_decisions(Record const& record, cli::Output& output) {
    TALLY_TRY(decided, decide_again(record, Point{record.size()}, output));
    if (decided.divergence) return parted_at(*decided.divergence);
    output.remark(std::to_string(decided.commands) + " commands decided again: all " +
                  std::to_string(decided.entries) + " entries are what they lead to");
    return success();
}

Result<cli::ExitCode> verify_directory(VerifyOptions const& options, cli::Output& output) {
    TALLY_TRY(record, Record::open(options.data));
    VerifyRequest request;
    request.replay = options.replay.value_or(true);
    if (!options.key.empty()) {
        TALLY_TRY(verifiers, verifiers_from(options.key));
        request.verifiers = verifiers;
    }
    std::optional<Policy> policy;
    if (!options.policy.empty()) {
        TALLY_TRY(text, read_given(options.policy));
        TALLY_TRY(parsed, Policy::parse(text));
        if (request.verifiers.empty()) request.verifiers = parsed.logs();
        policy = std::move(parsed);
    }
    for (auto const& file : options.old_checkpoints) {
        TALLY_TRY(note, read_given(file));
        request.kept.push_back({file, std::move(note)});
    }
    cli::Progress progress{"verify", record->size(), output.quiet()};
    request.progress = [&progress](std::uint64_t done, std::uint64_t) { progress.update(done); };
    TALLY_TRY(verified,
              is_export(options.data) ? verify_export(*record, request)
                                      : tally::verify(*record, request));
    for (auto const& note : verified.notes)
        output.remark(note);
    TALLY_TRYV(tell_evidence(*record, *verified.trail, output));
    if (options.signatures) {
        TALLY_TRYV(tell_signatures(*record, output));
    }
    if (options.replay.value_or(false)) {
        TALLY_TRYV(tell_decisions(*record, output));
    }
    if (policy) {
        TALLY_TRY(witnesses, witnesses_of(*record, *policy));
        for (auto const& name : witnesses)
            output.remark("witness " + name + " has cosigned the newest checkpoint");
    }
    if (verified.checkpoints == 0)
        output.remark(
            "no checkpoint is signed yet: this shows that the record is whole, not whose "
            "it is; tally checkpoint --key FILE signs one");
    if (!output.quiet()) show(*record, verified, request.replay, output);
    return cli::ExitCode::clean;
}

// A proof that one signed tree goes on from another: the earlier one is the reader's to give.
Result<cli::ExitCode> verify_growth(VerifyOptions const& options,
                                    std::string const& text,
                                    std::vector<Verifier> const& verifiers,
                                    cli::Output& output) {
    if (options.old_checkpoints.size() != 1)
        return Failure{FailureKind::usage,
                       options.proof +
                           " proves that a log goes on from an earlier checkpoint: "
                           "give that one with --old-checkpoint"};
    TALLY_TRY(note, read_given(options.old_checkpoints.front()));
    auto const old = verify_checkpoint(note, verifiers);
    if (!old)
        return Failure{FailureKind::integrity,
                       options.old_checkpoints.front() + ": " + old.error().text};
    TALLY_TRY(proof, parse_consistency(text));
    TALLY_TRY(now, verify_consistency_proof(proof, old.value().head, verifiers));
    if (now.origin != old.value().origin)
        return Failure{FailureKind::integrity,
                       options.proof + " is of '" + now.origin + "', the earlier checkpoint of '" +
                           old.value().origin + "'"};
    std::array const columns{cli::Column{"verified", CellKind::boolean},
                             cli::Column{"origin"},
                             cli::Column{"old_size", CellKind::count},
                             cli::Column{"size", CellKind::count},
                             cli::Column{"root"}};
    std::array const cells{Cell{true},
                           Cell{now.origin},
                           Cell{proof.old_size},
                           Cell{now.head.size},
                           Cell{to_hex(now.head.root.span())}};
    if (!output.quiet()) write_record(output, columns, cells);
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> verify_proof(VerifyOptions const& options, cli::Output& output) {
    if (options.key.empty())
        return Failure{FailureKind::usage,
                       "--proof needs --key: whose signature is it to be checked against?"};
    TALLY_TRY(verifiers, verifiers_from(options.key));
    TALLY_TRY(text, read_given(options.proof));
    if (is_consistency(text)) return verify_growth(options, text, verifiers, output);
    auto const failed = [&options](Failure const& failure) {
        return Failure{FailureKind::integrity, options.proof + ": " + failure.text};
    };
    auto const proof = parse_tlog_proof(text);
    if (!proof) return failed(proof.error());
    auto const proven = verify_tlog_proof(proof.value(), proof.value().extra, verifiers);
    if (!proven) return failed(proven.error());
    auto const entry = decode_leaf(proof.value().extra);
    if (!entry) return failed(entry.error());
    std::array const columns{cli::Column{"verified", CellKind::boolean},
                             cli::Column{"origin"},
                             cli::Column{"entry", CellKind::count},
                             cli::Column{"kind"},
                             cli::Column{"size", CellKind::count},
                             cli::Column{"root"}};
    std::array const cells{Cell{true},
                           Cell{proven.value().origin},
                           Cell{proof.value().index},
                           Cell{kind_name(entry.value().body)},
                           Cell{proven.value().head.size},
                           Cell{to_hex(proven.value().head.root.span())}};
    if (!output.quiet()) write_record(output, columns, cells);
    return cli::ExitCode::clean;
}

}  // namespace

Result<cli::ExitCode> verify(VerifyOptions const& options, cli::Output& output) {
    if (!options.proof.empty()) return verify_proof(options, output);
    if (!options.data.empty()) return verify_directory(options, output);
    return Failure{FailureKind::usage, "name a record with --data, or a proof with --proof"};
}

}  // namespace tally::prove
