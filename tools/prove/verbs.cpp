#include "tools/verbs/verbs.h"

#include "tools/books/books.h"
#include "tools/cli/program.h"
#include "tools/prove/evidence_verbs.h"
#include "tools/prove/export/export.h"
#include "tools/prove/liabilities/liabilities.h"
#include "tools/prove/prove.h"
#include "tools/prove/witness/witness.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

namespace tally::verbs {

namespace {

// Options of a verb's own, and its function, as an action.
template <class Options, class Run>
cli::Action action(std::shared_ptr<Options> options, Run run) {
    return
        [options = std::move(options), run](cli::CommonOptions const& common, cli::Output& output) {
            if (!common.data.empty()) options->data = common.data;
            if constexpr (requires { options->at; }) options->at = common.at;
            return run(*options, output);
        };
}

void add_verify(cli::Program& program) {
    program.add(
        {.name = "verify",
         .group = "Prove",
         .summary = "Prove a record, or one entry's proof, from its bytes",
         .details = "Checks the chain of blocks, that every entry is in canonical form, the tree "
                    "over them, the signatures of all checkpoints and that each is of this very "
                    "tree, and replays the record to compare the projections' digests in it and "
                    "the stored snapshots. Of an export also every tile, line, balance and sum. "
                    "With --replay every recorded command is decided again, too. "
                    "Exit code 5 and the place if anything is wrong.",
         .examples = {{"tally verify books --key auditor.vkey", "a whole record"},
                      {"tally verify evidence --key auditor.vkey --old-checkpoint may.checkpoint",
                       "an export, and that it goes on from what was signed in May"},
                      {"tally verify books --key auditor.vkey --signatures --replay",
                       "all that can be proven: commands' signatures and decisions, too"},
                      {"tally verify --proof entry-17.tlog-proof --key auditor.vkey",
                       "one entry, without the record"}}},
        0,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::VerifyOptions>();
            app.add_option("--data,directory", options->data, "The data directory or the export")
                ->type_name("DIR");
            app.add_option("--old-checkpoint",
                           options->old_checkpoints,
                           "A checkpoint that was kept: the record must go on from it")
                ->type_name("FILE")
                ->expected(1);
            app.add_option("--key",
                           options->key,
                           "A verifier key, or a file of them; otherwise the record's own are used")
                ->type_name("KEY");
            app.add_option("--policy",
                           options->policy,
                           "Logs, witnesses and quorum that the newest checkpoint must meet")
                ->type_name("FILE");
            app.add_option("--proof", options->proof, "Verify this proof instead of a record")
                ->type_name("FILE");
            app.add_flag_callback(
                "--replay",
                [options] { options->replay = true; },
                "Also decide every recorded command again");
            app.add_flag_callback(
                "--no-replay",
                [options] { options->replay = false; },
                "Do not even fold the record: no digests, no snapshots");
            app.add_flag("--signatures",
                         options->signatures,
                         "Also check every command's signature again, and that none is missing "
                         "where the policy asked for one");
            return action(options, prove::verify);
        });
}

Result<cli::ExitCode> export_as(books::BooksOptions const& options,
                                bool personal,
                                cli::CommonOptions const& common,
                                cli::Output& output) {
    bool const evidence = options.format.empty() || options.format == "evidence";
    if (!evidence && personal)
        return Failure{FailureKind::usage,
                       "--with-personal-data is for evidence: leave --format away"};
    if (!evidence) return books::export_books(options, common, output);
    if (!common.begin.empty() || !common.end.empty())
        return Failure{FailureKind::usage,
                       "evidence is of a whole record, from its first entry to a checkpoint: leave "
                       "-b and -e away, or name a --format"};
    return prove::export_record({options.to, common.data, common.at, personal}, output);
}

void add_export(cli::Program& program) {
    program.add(
        {.name = "export",
         .group = "Prove",
         .summary = "Write evidence that stands alone: files that anybody can verify",
         .details = "Writes a C2SP tlog-tiles directory up to the newest signed checkpoint: the "
                    "tree and the entries as they were signed, all checkpoints, keys and schema, "
                    "every entry as a line of JSON, every balance, SHA256SUMS. Into an export "
                    "that is there only what is new is added. It is verified with tally verify, "
                    "or with tools/verify.py on a machine that has only Python. With --format "
                    "the books themselves, up to any point and from any time on, for hledger, "
                    "beancount, SQLite or spreadsheets: never over anything that is there.",
         .examples = {{"tally export evidence --data books", "all that is signed"},
                      {"tally export evidence --data books --at checkpoint:6537",
                       "up to an earlier checkpoint"},
                      {"tally export journal --format hledger --data books",
                       "a journal that hledger checks"},
                      {"tally export year.db --format sqlite -b 2026-01-01 --data books",
                       "a database"}}},
        cli::takes::data | cli::takes::at | cli::takes::range,
        [](CLI::App& app) {
            auto const options = std::make_shared<books::BooksOptions>();
            app.add_option("to", options->to, "The directory (a file, for sqlite) to write")
                ->required()
                ->type_name("DIR");
            app.add_option("--format",
                           options->format,
                           "hledger, beancount, sqlite or csv; otherwise evidence")
                ->type_name("FORMAT");
            auto const personal = std::make_shared<bool>(false);
            app.add_flag("--with-personal-data",
                         *personal,
                         "Also the values that stand beside the record and are not redacted");
            return [options, personal](cli::CommonOptions const& common, cli::Output& output) {
                return export_as(*options, *personal, common, output);
            };
        });
}

void add_checkpoint(cli::Program& program) {
    program.add(
        {.name = "checkpoint",
         .group = "Prove",
         .summary = "Show the newest signed checkpoint, or sign one",
         .details = "With --key the digests of the projections are put into the record and the "
                    "tree with them is signed. A checkpoint is a C2SP signed note: a few lines to "
                    "keep, mail or print; who has it can tell whether history was changed since.",
         .examples = {{"tally checkpoint --data books", "the newest one"},
                      {"tally checkpoint --data books --key books.key", "sign one now"},
                      {"tally checkpoint --data books --list", "all of them"}}},
        cli::takes::data,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::CheckpointOptions>();
            app.add_option("--key", options->key, "Sign one with the key in FILE")
                ->type_name("FILE");
            app.add_flag("--list", options->list, "The sizes and roots of all");
            app.add_option("--cosigned",
                           options->cosigned,
                           "Put the signatures of this cosigned checkpoint to ours")
                ->type_name("FILE");
            return action(options, prove::checkpoint);
        });
}

void add_proof(cli::Program& program) {
    program.add(
        {.name = "proof",
         .group = "Prove",
         .summary = "Make the proof that one entry is in the record, or that the record only grew",
         .details = "A C2SP .tlog-proof: the entry's bytes, its path in the tree and a signed "
                    "checkpoint. It is verified without the record, with the public key alone. "
                    "With --consistency the proof that a checkpoint goes on from an earlier tree: "
                    "what a witness is sent (C2SP tlog-witness), and who kept the earlier "
                    "checkpoint can check.",
         .examples = {{"tally proof --data books --entry 17 -o entry-17.tlog-proof",
                       "under the oldest checkpoint that has the entry"},
                      {"tally proof --data books --consistency 3805 6542 -o growth.proof",
                       "from the first 3805 entries to the checkpoint over 6542"}}},
        cli::takes::data | cli::takes::at,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::ProofOptions>();
            auto* const entry =
                app.add_option("--entry", options->entry, "Which entry")->type_name("SEQUENCE");
            app.add_option("--consistency",
                           options->consistency,
                           "Both sizes: of the earlier tree, and of a signed checkpoint")
                ->type_name("SIZE")
                ->expected(2)
                ->excludes(entry);
            return action(options, prove::proof);
        });
}

void add_witness(cli::Program& program) {
    program.add(
        {.name = "witness",
         .group = "Prove",
         .summary = "Watch another's log, and cosign its checkpoints",
         .details = "A witness keeps the last checkpoint that it saw, and cosigns a newer one "
                    "(C2SP tlog-cosignature) only if it goes on from that one; otherwise the log "
                    "has contradicted itself, which is exit code 5. The log puts the cosigned "
                    "checkpoint to its own with: tally checkpoint --cosigned FILE.",
         .examples = {{"tally witness --key my.key --new witness.example", "make a key"},
                      {"tally witness --key my.key --log-key books.vkey --state books.seen "
                       "--data evidence -o cosigned",
                       "look at an export"},
                      {"tally witness --key my.key --log-key books.vkey --state books.seen "
                       "--connect tls://exchange.example:7070 --key-file me.key -o cosigned",
                       "or ask the log's server"},
                      {"tally witness --key my.key --log-key books.vkey --state books.seen "
                       "--request growth.proof -o cosigned",
                       "or at a proof that was sent"}}},
        0,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::WitnessOptions>();
            app.add_option("--key", options->key, "The witness's own key")->type_name("FILE");
            app.add_option("--new", options->new_name, "Make that key, under this name")
                ->type_name("NAME");
            app.add_option("--log-key", options->log_key, "The log's verifier key, or a file")
                ->type_name("KEY");
            app.add_option("--state", options->state, "What was seen last; made if missing")
                ->type_name("FILE");
            app.add_option("--data", options->door.data, "The record or export to look at")
                ->type_name("DIR");
            manage::add_server_options(app, options->door);
            app.add_option("--request", options->request, "Or a proof of growth")
                ->type_name("FILE");
            app.add_option("--time", options->time, "Seconds since 1970, instead of now")
                ->type_name("SECONDS");
            return [options](cli::CommonOptions const&, cli::Output& output) {
                return prove::witness(*options, output);
            };
        });
}

void add_liabilities(cli::Program& program) {
    program.add(
        {.name = "liabilities",
         .group = "Prove",
         .summary = "State what is owed in an asset, so that each client can check their part",
         .details = "A Merkle sum tree over all accounts that are owed something at a signed "
                    "checkpoint. The statement is published; each client gets the proof of their "
                    "account (prove, with --account) and checks it against the statement (verify, "
                    "with --proof). Accounts that owe are counted apart and netted with nobody's.",
         .examples =
             {{"tally liabilities prove --data books --asset USD --secret salts -o statement",
               "what is owed"},
              {"tally liabilities prove --data books --asset USD --secret salts --account 17 "
               "-o 17.proof",
               "for one client"},
              {"tally liabilities verify --proof 17.proof --statement statement", "the client"}}},
        cli::takes::at | cli::takes::asset | cli::takes::account,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::LiabilitiesOptions>();
            auto const data = std::make_shared<std::string>();
            app.add_option("what", options->what, "prove (with --data) or verify (with --proof)")
                ->check(CLI::IsMember({"prove", "verify"}));
            app.add_option("--data", *data, "The record or the export")->type_name("DIR");
            app.add_option("--secret", options->secret, "Where salts come from; made if missing")
                ->type_name("FILE");
            app.add_option("--proof", options->proof, "Check this proof")->type_name("FILE");
            app.add_option("--statement", options->statement, "The published statement")
                ->type_name("FILE");
            app.add_option("--checkpoint", options->checkpoint, "The checkpoint that it is about")
                ->type_name("FILE");
            app.add_option("--key", options->key, "Who signed the checkpoint")->type_name("KEY");
            app.add_option("--entry", options->entry, "The proof of the entry that states it")
                ->type_name("FILE");
            app.add_flag("--record", options->record, "Also put the statement into the record");
            return [options, data](cli::CommonOptions const& common, cli::Output& output) {
                auto own = common;
                own.data = *data;
                return prove::liabilities(*options, own, output);
            };
        });
}

void add_replay(cli::Program& program) {
    program.add(
        {.name = "replay",
         .group = "Prove",
         .summary = "Fold the record again, or decide it again",
         .details = "Prints the digests of the projections as they come out. With --re-decide the "
                    "recorded commands are decided again, and every entry is compared with what "
                    "was recorded; the first one that differs is shown, with exit code 5.",
         .examples = {{"tally replay --data books --from-zero", "without any snapshot"},
                      {"tally replay --data books --re-decide", "every decision ever taken"},
                      {"tally replay --data books --to 09:45", "up to a moment"}}},
        cli::takes::data,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::ReplayOptions>();
            app.add_option("--to", options->to, "Up to this point, as --at takes it")
                ->type_name("POINT");
            app.add_flag("--re-decide", options->re_decide, "Ask the deciders again");
            app.add_flag("--verify", options->verify, "Prove the tree on the way");
            app.add_flag("--from-zero", options->from_zero, "Do not begin from a snapshot");
            return action(options, prove::replay);
        });
}

void add_diff(cli::Program& program) {
    program.add(
        {.name = "diff",
         .group = "Prove",
         .summary = "Compare two points of a record, or two records",
         .details = "Lists the accounts, pending transfers, markets, orders, escrows, chains and "
                    "withdrawals that differ, field by field, and for two records the first entry "
                    "that they do not share. Exit code 2 if anything differs.",
         .examples = {{"tally diff --data books --from 09:45 --to 10:00", "what a quarter changed"},
                      {"tally diff --data books --other copy", "two records, at their ends"}}},
        cli::takes::data,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::DiffOptions>();
            app.add_option("--other", options->other, "Another record")->type_name("DIR");
            app.add_option("--from", options->from, "A point; its start, or its end with --other")
                ->type_name("POINT");
            app.add_option("--to", options->to, "A point; otherwise the end")->type_name("POINT");
            return action(options, prove::diff);
        });
}

void add_check(cli::Program& program) {
    program.add(
        {.name = "check",
         .group = "Prove",
         .summary = "Check the rules of the books",
         .details = "Debits equal credits for each asset, no account is beyond its limit, what "
                    "accounts hold is what their orders, escrows and withdrawals hold, pending "
                    "totals are those of open transfers, no book is crossed. Exit code 5 if not.",
         .examples = {{"tally check --data books", "as they stand"},
                      {"tally check --data books --every", "after every command ever recorded"}}},
        cli::takes::data | cli::takes::at,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::CheckOptions>();
            app.add_flag("--every", options->every, "The state after each command; slow");
            return action(options, prove::check);
        });
}

}  // namespace

void add_proofs(cli::Program& program) {
    add_verify(program);
    add_export(program);
    add_checkpoint(program);
    add_proof(program);
    add_witness(program);
    add_liabilities(program);
    add_replay(program);
    add_diff(program);
    add_check(program);
    add_evidence(program);
}

}  // namespace tally::verbs
