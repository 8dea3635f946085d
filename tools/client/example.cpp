// Opens two accounts, moves money between them, and reads the balances back.
//
//     tally init --data books --origin example.com/books
//     tally serve --data books --listen 127.0.0.1:7070 --insecure-local &
//     tally_client_example 127.0.0.1:7070
//
// Run it twice: the second time every command answers `exists`, because ids make them idempotent.

#include "tools/client/client.h"

#include <cstdio>
#include <string>

namespace {

using namespace tally;

CreateAccount account(std::uint64_t id, std::uint64_t owner) {
    CreateAccount command;
    command.id = AccountId{id};
    command.owner = OwnerId{owner};
    command.asset = AssetNumber{1};  // assets are numbered from 1 in the order of their creation
    command.code = 10;
    return command;
}

CreateTransfer transfer(std::uint64_t id, std::uint64_t from, std::uint64_t to, uint128 cents) {
    CreateTransfer command;
    command.id = TransferId{id};
    command.debit = AccountId{from};
    command.credit = AccountId{to};
    command.asset = AssetNumber{1};
    command.requested = Amount{cents};
    command.code = 1;
    return command;
}

Result<void> run(std::string const& server) {
    client::Options options;
    options.server = server;
    TALLY_TRY(client, client::Client::open(std::move(options)));

    client::CommandBatch batch;
    CreateAsset dollar;
    dollar.code = *AssetCode::from("USD");
    dollar.scale = 2;
    TALLY_TRYV(batch.add(dollar));
    TALLY_TRYV(batch.add(account(1, 7)));
    TALLY_TRYV(batch.add(account(2, 8)));
    TALLY_TRYV(batch.add(transfer(9, 1, 2, 1'234)));
    TALLY_TRY(reply, client->apply(batch));
    for (auto const& answer : reply.answers) {
        std::printf("entry %llu: %s\n",
                    static_cast<unsigned long long>(answer.sequence),
                    std::string{name_of(answer.outcome)}.c_str());
    }

    auto const last = reply.answers.back().sequence;
    TALLY_TRY(rows, client->read("accounts", std::nullopt, last));
    std::printf("%s\n", rows.body.c_str());
    return success();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: tally_client_example HOST:PORT | unix:PATH\n", stderr);
        return 1;
    }
    auto const done = run(argv[1]);
    if (done) return 0;
    std::fprintf(stderr, "%s\n", done.error().text.c_str());
    return 1;
}
