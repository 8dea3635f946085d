#include "tools/prove/evidence_verbs.h"

#include "tools/cli/program.h"
#include "tools/prove/personal/personal.h"
#include "tools/prove/rotate.h"

#include <CLI/CLI.hpp>

#include <memory>
#include <utility>

namespace tally::verbs {

namespace {

template <class Options, class Run>
cli::Action with_data(std::shared_ptr<Options> options, Run run) {
    return
        [options = std::move(options), run](cli::CommonOptions const& common, cli::Output& output) {
            options->data = common.data;
            return run(*options, output);
        };
}

void add_rotate(cli::Program& program) {
    program.add(
        {.name = "rotate",
         .group = "Manage",
         .summary = "Put a new signing key in the place of the old one",
         .details = "Writes an entry with the new public keys, signed by the old key, and a "
                    "checkpoint over it that both sign; from then on only the new key signs. Who "
                    "has the first key follows the entries: tally verify and verify.py do. A "
                    "server that writes the record has to be stopped first.",
         .examples = {{"tally rotate --data books --key books.key --new books-2027.key",
                       "the new key is made if the file does not exist"}}},
        cli::takes::data,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::RotateOptions>();
            app.add_option("--key", options->key, "The signing key as it is")
                ->required()
                ->type_name("FILE");
            app.add_option("--new", options->next, "The one after it; made if missing")
                ->required()
                ->type_name("FILE");
            return with_data(options, prove::rotate);
        });
}

void add_attach(cli::Program& program) {
    program.add(
        {.name = "attach",
         .group = "Manage",
         .summary = "Keep a personal value beside the record, and only its salted hash in it",
         .details = "The value goes into a file in DIR/personal, with a random salt; the record "
                    "gets the hash of both. It can be shown to be what was attached, and can be "
                    "redacted later without breaking a proof. With --prepare the value is kept and "
                    "the command printed, for a server that is running.",
         .examples = {{"tally attach --data books --subject account:17 --field name --value-file f",
                       "whose account it is"}}},
        cli::takes::data,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::AttachOptions>();
            app.add_option("--subject", options->subject, "owner, account, transfer, order, escrow")
                ->required()
                ->type_name("KIND:ID");
            app.add_option("--field", options->field, "What the value is")
                ->required()
                ->type_name("NAME");
            app.add_option("--value-file", options->file, "Where it is; at most 65536 bytes")
                ->required()
                ->type_name("FILE");
            app.add_option("--key", options->key, "Sign the record afterwards")->type_name("FILE");
            app.add_flag("--prepare", options->prepare, "Print the command, do not execute it");
            return with_data(options, prove::attach);
        });
}

void add_redact(cli::Program& program) {
    program.add(
        {.name = "redact",
         .group = "Manage",
         .summary = "Delete a personal value and its salt; every proof still holds",
         .details = "The record says that it was redacted; the hash that stays says nothing "
                    "without the salt. After a crash the same command finishes the work. Copies "
                    "elsewhere (exports, backups) have to be deleted where they are.",
         .examples = {{"tally redact 0x5c1d... --data books", "as tally personal lists it"}}},
        cli::takes::data,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::RedactOptions>();
            app.add_option("commitment", options->commitment, "Which one")
                ->required()
                ->type_name("COMMITMENT");
            app.add_option("--key", options->key, "Sign the record afterwards")->type_name("FILE");
            return with_data(options, prove::redact);
        });
}

void add_personal(cli::Program& program) {
    program.add(
        {.name = "personal",
         .group = "Manage",
         .summary = "List what is attached to the record, or show one value",
         .details = "Of every value: its commitment, the entry that attached it, whom it is about, "
                    "and whether it is here, redacted or elsewhere. Values that are here are "
                    "proven. With --finish those are deleted that were redacted and are here "
                    "still, because of a crash or because a client of the server redacted them.",
         .examples = {{"tally personal --data books", "all of them"},
                      {"tally personal 0x5c1d... --data books", "one value, as it was given"}}},
        cli::takes::data,
        [](CLI::App& app) {
            auto const options = std::make_shared<prove::PersonalOptions>();
            app.add_option("commitment", options->commitment, "Print this value")
                ->type_name("COMMITMENT");
            app.add_flag("--finish", options->finish, "First delete what redactions left");
            return with_data(options, prove::personal);
        });
}

}  // namespace

void add_evidence(cli::Program& program) {
    add_rotate(program);
    add_attach(program);
    add_redact(program);
    add_personal(program);
}

}  // namespace tally::verbs
