#include "tools/cli/program.h"
#include "tools/signing/sign_lines.h"
#include "tools/verbs/verbs.h"

#include <CLI/CLI.hpp>

#include <memory>

namespace tally::verbs {

namespace {

cli::Action bind_sign(CLI::App& app) {
    auto const options = std::make_shared<signing::SignOptions>();
    app.add_option("FILE", options->file, "Commands, one JSON object a line; - is standard input")
        ->required();
    app.add_option("--key", options->key, "Sign with the key in FILE, which keys new has made")
        ->type_name("FILE");
    app.add_option("--nonce",
                   options->nonce,
                   "The first command's nonce, the next ones follow; otherwise the time is taken")
        ->type_name("NUMBER");
    app.add_flag("--wallet",
                 options->wallet,
                 "Do not sign: print each order as the EIP-712 document that a wallet signs");
    return [options](cli::CommonOptions const& common, cli::Output& output) {
        return signing::sign_lines(*options, common, output);
    };
}

}  // namespace

void add_sign(cli::Program& program) {
    namespace takes = cli::takes;
    program.add(
        {.name = "sign",
         .group = "Run",
         .summary = "Sign the commands of a file, for keys whose policy asks for signatures",
         .details = "Prints each command again with a member \"signed\": the key's number, a nonce "
                    "and the BIP 340 signature over what is asked. It is good for this record, "
                    "once, and for nothing else; tally apply and servers take it. Names mean what "
                    "they do in the record, of which a copy or an export is enough. "
                    "What is signed: docs/access.md.",
         .examples = {{"tally sign orders.jsonl --key desk.key --data books > signed.jsonl",
                       "sign, to be sent by whoever may send for the key"},
                      {"tally sign orders.jsonl --wallet --data books",
                       "what an Ethereum wallet is to sign instead"}}},
        takes::data | takes::at,
        bind_sign);
}

}  // namespace tally::verbs
