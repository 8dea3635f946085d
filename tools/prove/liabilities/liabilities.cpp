#include "tools/prove/liabilities/liabilities.h"

#include "engine/sequencer/small_file.h"
#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/tlog_proof.h"
#include "journal/codec/codec.h"
#include "journal/crypto/random.h"
#include "journal/crypto/sha256.h"
#include "journal/crypto/text.h"
#include "journal/export/export_files.h"
#include "journal/store/record_store.h"
#include "tools/cli/rows.h"
#include "tools/look/view.h"
#include "tools/prove/keys.h"
#include "tools/prove/liabilities/statement.h"
#include "tools/prove/submit.h"
#include "tools/text/number.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace tally::prove {

namespace {

constexpr char const* caveat =
    "not proven: that nothing is owed outside this record, that the assets to pay it are there, "
    "and that every client has looked";

Result<void> make_secret(std::string const& file) {
    Hash32 secret;
    TALLY_TRYV(fill_random(secret.bytes));
    int const descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    auto const line = to_hex(secret.span()) + "\n";
    bool const written = descriptor >= 0 && ::write(descriptor, line.data(), line.size()) ==
                                                static_cast<::ssize_t>(line.size());
    bool const closed = descriptor >= 0 && ::close(descriptor) == 0;
    if (written && closed) return success();
    return usage_failure("--secret " + file + " cannot be written");
}

Result<Hash32> secret_in(std::string const& file) {
    if (file.empty())
        return usage_failure(
            "--secret is missing: a file with the secret that salts are made from; it is "
            "made if it does not exist");
    TALLY_TRY(text, read_small_file(file));
    if (!text) {
        TALLY_TRYV(make_secret(file));
        TALLY_TRY(made, read_small_file(file));
        text = std::move(made);
    }
    auto const digits = std::string_view{*text}.substr(0, 64);
    auto const secret = fixed_from_hex<Hash32>(digits);
    if (secret && text->size() == 65) return *secret;
    return usage_failure("--secret " + file + ": expected 64 hexadecimal digits and a newline");
}

// One secret gives each account a salt of its own, the same each time.
Hash32 salt_of(Hash32 const& secret, uint128 account) {
    std::string const text = "tallystick/liabilities/v1/salt " + to_hex(secret.span()) + " " +
                             text::format_integer(account);
    return sha256_of_text(text);
}

struct Owed {
    AssetNumber asset;
    LiabilityStatement statement;
    std::vector<Liability> liabilities;
    std::vector<SumNode> leaves;
};

void collect(Owed& owed, State const& state, AssetNumber asset, Hash32 const& secret) {
    auto const& ledger = state.ledger();
    auto& statement = owed.statement;
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        if (account.asset != asset) continue;
        if (account.debits_posted > account.credits_posted) {
            ++statement.disclosed;
            statement.disclosed_sum += (account.debits_posted - account.credits_posted).units();
        }
        if (account.credits_posted <= account.debits_posted) continue;
        auto const id = account.id.value;
        owed.liabilities.push_back({id,
                                    account.owner.value,
                                    statement.asset,
                                    (account.credits_posted - account.debits_posted).units(),
                                    salt_of(secret, id)});
        owed.leaves.push_back(sum_leaf(owed.liabilities.back()));
    }
    statement.accounts = owed.leaves.size();
}

Result<Owed> owed_at(LiabilitiesOptions const& options, cli::CommonOptions const& common) {
    TALLY_TRY(secret, secret_in(options.secret));
    auto at_checkpoint = common;
    if (at_checkpoint.at.empty()) at_checkpoint.at = "checkpoint";
    TALLY_TRY(view, look::open_view(at_checkpoint));
    TALLY_TRY(note, view.record->store().newest_checkpoint(Sequence{view.point.size}));
    if (!note || note->size.value != view.point.size)
        return usage_failure(
            "--at " + at_checkpoint.at +
            " is no signed checkpoint: say checkpoint or "
            "checkpoint:SIZE, so that clients can see what the statement is about");
    TALLY_TRY(checkpoint, parse_checkpoint(note->note));
    TALLY_TRY(asset, look::asset_option(view, common.asset));
    if (!asset) return usage_failure("--asset is missing: one statement is about one asset");
    auto const& known = *view.state->assets().find(*asset);
    Owed owed;
    owed.asset = *asset;
    owed.statement.origin = view.record->origin();
    owed.statement.asset = known.code.view();
    owed.statement.scale = known.scale;
    owed.statement.record = checkpoint.head;
    collect(owed, *view.state, *asset, secret);
    if (owed.leaves.empty())
        return Failure{FailureKind::incomplete,
                       "nobody is owed any " + common.asset + " " + view.place()};
    TALLY_TRY(root, sum_root(owed.leaves));
    owed.statement.root = root;
    return owed;
}

RecordLiabilities entry_for(AssetNumber asset, LiabilityStatement const& statement) {
    return {asset,
            statement.record.size,
            statement.accounts,
            statement.root.hash,
            Amount{statement.root.sum},
            Outcome::ok};
}

// So that the record itself dates the statement, and shows if there ever were two of them.
Result<void> put_into_record(Owed const& owed, std::string const& data, cli::Output& output) {
    TALLY_TRY(receipt, submit_one(data, entry_for(owed.asset, owed.statement), {}));
    output.remark("stated by entry " + std::to_string(receipt.sequence.value) +
                  "; under the next signed checkpoint it can be proven to anybody");
    return success();
}

Result<cli::ExitCode> prove(LiabilitiesOptions const& options,
                            cli::CommonOptions const& common,
                            cli::Output& output) {
    if (options.record && is_export(common.data))
        return usage_failure("--record needs the data directory: an export is only read");
    TALLY_TRY(owed, owed_at(options, common));
    output.remark(caveat);
    if (options.record) {
        TALLY_TRYV(put_into_record(owed, common.data, output));
    }
    if (common.account.empty()) {
        output.write(statement_text(owed.statement));
        return cli::ExitCode::clean;
    }
    TALLY_TRY(id, look::id_option("account", common.account));
    auto const found = std::find_if(owed.liabilities.begin(),
                                    owed.liabilities.end(),
                                    [id = id](auto const& one) { return one.account == id; });
    if (found == owed.liabilities.end())
        return Failure{FailureKind::incomplete,
                       "account " + common.account + " is not owed any " + common.asset};
    auto const index = static_cast<std::uint64_t>(found - owed.liabilities.begin());
    TALLY_TRY(path, sum_path(owed.leaves, index));
    output.write(proof_text({owed.statement, *found, index, std::move(path)}));
    return cli::ExitCode::clean;
}

Result<std::string> given(std::string const& file) {
    TALLY_TRY(text, read_small_file(file));
    if (text) return std::move(*text);
    return usage_failure(file + ": no such file");
}

// That the statement is about a record that was signed, if the reader has its checkpoint.
Result<void> check_record(LiabilitiesOptions const& options, LiabilityStatement const& statement) {
    if (options.checkpoint.empty()) return success();
    if (options.key.empty())
        return usage_failure("--checkpoint needs --key: who must have signed it?");
    TALLY_TRY(verifiers, verifiers_from(options.key));
    TALLY_TRY(note, given(options.checkpoint));
    TALLY_TRY(checkpoint, verify_checkpoint(note, verifiers));
    bool const same = checkpoint.origin == statement.origin && checkpoint.head == statement.record;
    if (same) return success();
    return Failure{FailureKind::integrity,
                   "the statement is not about the record of " + options.checkpoint};
}

// That the record has an entry which states just this, if the reader has its proof. The asset's
// number is not compared: the root's leaves have its code.
Result<void> check_entry(LiabilitiesOptions const& options, LiabilityStatement const& statement) {
    if (options.entry.empty()) return success();
    if (options.key.empty())
        return usage_failure("--entry needs --key: who must have signed the record?");
    TALLY_TRY(verifiers, verifiers_from(options.key));
    TALLY_TRY(text, given(options.entry));
    auto const wrong = [&options](std::string const& why) {
        return Failure{FailureKind::integrity, options.entry + ": " + why};
    };
    auto const proof = parse_tlog_proof(text);
    if (!proof) return wrong(proof.error().text);
    auto const proven = verify_tlog_proof(proof.value(), proof.value().extra, verifiers);
    if (!proven) return wrong(proven.error().text);
    auto const entry = decode_leaf(proof.value().extra);
    if (!entry) return wrong(entry.error().text);
    auto const* body = std::get_if<RecordLiabilities>(&entry.value().body);
    bool const same = body != nullptr && *body == entry_for(body->asset, statement) &&
                      proven.value().origin == statement.origin;
    if (same) return success();
    return wrong("its entry does not state what " + options.statement + " states");
}

Result<cli::ExitCode> verify(LiabilitiesOptions const& options, cli::Output& output) {
    if (options.statement.empty())
        return usage_failure("--proof needs --statement: the one that was published to everybody");
    TALLY_TRY(text, given(options.proof));
    TALLY_TRY(published, given(options.statement));
    TALLY_TRY(proof, parse_liability_proof(text));
    if (statement_text(proof.statement) != published)
        return Failure{FailureKind::integrity,
                       options.proof + " is about another statement than " + options.statement};
    TALLY_TRYV(check_liability(proof));
    TALLY_TRYV(check_record(options, proof.statement));
    TALLY_TRYV(check_entry(options, proof.statement));
    output.remark(caveat);
    auto const units = [&proof](uint128 value) {
        return text::format_units(value, proof.statement.scale);
    };
    std::array const columns{cli::Column{"verified", cli::CellKind::boolean},
                             cli::Column{"origin"},
                             cli::Column{"entries", cli::CellKind::count},
                             cli::Column{"account"},
                             cli::Column{"asset"},
                             cli::Column{"balance", cli::CellKind::decimal},
                             cli::Column{"total", cli::CellKind::decimal},
                             cli::Column{"signed", cli::CellKind::boolean}};
    std::array const cells{cli::Cell{true},
                           cli::Cell{proof.statement.origin},
                           cli::Cell{proof.statement.record.size},
                           cli::Cell{text::format_integer(proof.liability.account)},
                           cli::Cell{proof.statement.asset},
                           cli::Cell{units(proof.liability.balance)},
                           cli::Cell{units(proof.statement.root.sum)},
                           cli::Cell{!options.checkpoint.empty() || !options.entry.empty()}};
    if (!output.quiet()) write_record(output, columns, cells);
    return cli::ExitCode::clean;
}

}  // namespace

Result<cli::ExitCode> liabilities(LiabilitiesOptions const& options,
                                  cli::CommonOptions const& common,
                                  cli::Output& output) {
    if (options.what == "verify" && options.proof.empty())
        return usage_failure("--proof is missing: the file that a client was given");
    if (options.what == "prove" && !options.proof.empty())
        return usage_failure(
            "--proof is for verify; prove makes one, with --account, and -o names it");
    if (!options.proof.empty()) return verify(options, output);
    if (common.data.empty())
        return usage_failure("name a record with --data, or a client's --proof");
    return prove(options, common, output);
}

}  // namespace tally::prove
