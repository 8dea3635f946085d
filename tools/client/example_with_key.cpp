// Signs in with a key, has commands recorded that it may send and one that it may not, and reads
// on.
//
//     tally init --data books --origin example.com/books --admin $(tally keys new admin.secret)
//     tally keys add $(tally keys new desk.secret) --name desk --data books
//     tally grant 2 operator --data books && tally grant 2 transfer_agent --owner 7 --data books
//     tally serve --data books --listen 127.0.0.1:7070 &
//     tally_client_example_with_key 127.0.0.1:7070 desk.secret

#include "journal/crypto/text.h"
#include "tools/client/client.h"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <utility>

namespace {

using namespace tally;

// What `tally keys new` wrote: 0x and 64 hex digits.
Result<Bip340Secret> secret_in(std::string const& file) {
    std::string line;
    std::getline(std::ifstream{file}, line);
    auto const digits = line.starts_with("0x") ? line.substr(2) : line;
    auto const secret = fixed_from_hex<Bip340Secret>(digits);
    if (secret) return *secret;
    return Failure{FailureKind::usage, file + ": no key here; make one with tally keys new"};
}

CreateAccount account(std::uint64_t id, std::uint64_t owner) {
    CreateAccount command;
    command.id = AccountId{id};
    command.owner = OwnerId{owner};
    command.asset = AssetNumber{1};
    command.code = 10;
    return command;
}

CreateTransfer transfer(std::uint64_t id, std::uint64_t from, std::uint64_t to) {
    CreateTransfer command;
    command.id = TransferId{id};
    command.debit = AccountId{from};
    command.credit = AccountId{to};
    command.asset = AssetNumber{1};
    command.requested = Amount{1'234};
    command.code = 1;
    return command;
}

Result<void> run(std::string const& server, std::string const& key_file) {
    client::Options options;
    options.server = server;
    TALLY_TRY(key, secret_in(key_file));
    options.key = key;  // the client proves it whenever it connects
    TALLY_TRY(client, client::Client::open(std::move(options)));

    client::CommandBatch batch;
    CreateAsset euro;
    euro.code = *AssetCode::from("EUR");
    euro.scale = 2;
    TALLY_TRYV(batch.add(euro));
    TALLY_TRYV(batch.add(account(1, 7)));
    TALLY_TRYV(batch.add(account(2, 8)));
    TALLY_TRYV(batch.add(transfer(1, 1, 2)));
    TALLY_TRYV(batch.add(transfer(2, 2, 1)));  // not ours to send: account 2 is owner 8's
    TALLY_TRY(reply, client->apply(batch));
    for (auto const& answer : reply.answers) {
        std::printf("entry %llu: %s\n",
                    static_cast<unsigned long long>(answer.sequence),
                    std::string{name_of(answer.outcome)}.c_str());
    }

    auto const seen = reply.answers.back().sequence + 1;  // and nothing older
    TALLY_TRY(rows, client->read("balances/2", std::nullopt, seen));
    std::printf("%u %s\n", unsigned{rows.status}, rows.body.c_str());
    return success();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: tally_client_example_with_key HOST:PORT|unix:PATH KEY_FILE\n", stderr);
        return 1;
    }
    auto const done = run(argv[1], argv[2]);
    if (done) return 0;
    std::fprintf(stderr, "%s\n", done.error().text.c_str());
    return 1;
}
