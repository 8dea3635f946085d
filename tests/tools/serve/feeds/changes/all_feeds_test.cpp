// The feeds of books, fills, orders and escrows of the real program, beside a trader and escrows
// that go on meanwhile: what a follower has is what a read of the same moment says.
#include "engine/escrows/attestation.h"
#include "journal/store/rocks_store.h"
#include "tests/support/temporary_directory.h"
#include "tests/tools/serve/feeds/changes/follower.h"
#include "tests/tools/serve/feeds/changes/two_traders.h"
#include "tools/bench/server_process.h"
#include "tools/ethereum/attestation_signer.h"
#include "tools/ethereum/typed_data.h"
#include "tools/text/hex.h"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

namespace tally::client {
namespace {

constexpr std::string_view setting =
    R"({"command":"create_transfer","id":"1","debit":"2","credit":"72","asset":"USD","amount":"9000000.00","code":1}
{"command":"create_transfer","id":"2","debit":"1","credit":"81","asset":"BTC","amount":"9000","code":1}
)";

Names const order_members{
    "id", "owner", "market", "side", "type", "price", "quantity", "open", "time_in_force", "state"};
Names const fill_members{
    "sequence", "market", "price", "quantity", "quote", "maker", "taker", "maker_fee", "taker_fee"};
Names const escrow_members{"id",
                           "buyer",
                           "seller",
                           "asset",
                           "amount",
                           "state",
                           "quorum",
                           "release_attested",
                           "refund_attested",
                           "changed"};

std::string order(unsigned id, std::string_view owner, std::string_view rest) {
    return R"({"command":"place_order","id":")" + std::to_string(id) + R"(","owner":")" +
           std::string{owner} + R"(","market":"BTC-USD",)" + std::string{rest} + "}\n";
}

// Sells at five prices, buys that take some of them in part and some whole, a stop that
// waits, and a cancel.
std::string trade(unsigned first) {
    std::string lines;
    for (unsigned i = 0; i < 5; ++i) {
        lines += order(first + i,
                       "8",
                       R"("side":"sell","type":"limit","quantity":"2","price":"10)" +
                           std::to_string(i) + R"(.00")");
    }
    lines +=
        order(first + 5, "7", R"("side":"buy","type":"limit","quantity":"3","price":"101.00")");
    lines += order(first + 6, "7", R"("side":"buy","type":"limit","quantity":"1","price":"99.00")");
    lines +=
        order(first + 7, "8", R"("side":"sell","type":"stop","quantity":"1","stop_price":"50.00")");
    return lines + R"({"command":"cancel_order","id":")" + std::to_string(first + 4) + "\"}\n";
}

std::string escrow_command(std::string_view name, unsigned id, std::string const& rest = {}) {
    return R"({"command":")" + std::string{name} + R"(","id":")" + std::to_string(id) + "\"" +
           rest + "}\n";
}

// An attestor whom an escrow can ask.
class Attestor {
public:
    Attestor() { key_.bytes[31] = 1; }

    [[nodiscard]] std::string create(unsigned id) const {
        return escrow_command(
            "create_escrow",
            id,
            R"(,"buyer":"7","seller":"8","asset":"USD","amount":"1.00","content_hash":")" + hash() +
                R"(","attestors":[")" + address() +
                R"("],"quorum":1,"release_after":"2020-01-01T00:00:00Z","refund_after":"2100-01-01T00:00:00Z")");
    }

    [[nodiscard]] std::string attest(unsigned id) const {
        Escrow escrow;
        escrow.id = EscrowId{id};
        escrow.seller = OwnerId{8};
        escrow.asset = AssetNumber{2};
        escrow.amount = Amount{100};
        escrow.content_hash.bytes.fill(0x11);
        escrow.release_after = Timestamp{1'577'836'800 * ns_per_second};  // 2020-01-01
        escrow.refund_after = Timestamp{4'102'444'800 * ns_per_second};   // 2100-01-01
        auto const digest =
            ethereum::attestation_digest(attestation_of(escrow, EscrowAction::release));
        auto const signature = signer_.sign(digest, key_).value();
        return escrow_command("attest_escrow",
                              id,
                              R"(,"attestor":")" + address() + R"(","content_hash":")" + hash() +
                                  R"(","signature":")" + text::format_hex(signature.span()) + "\"");
    }

private:
    [[nodiscard]] std::string address() const {
        return text::format_hex(signer_.address_of(key_).value().span());
    }

    [[nodiscard]] static std::string hash() {
        Hash32 hash;
        hash.bytes.fill(0x11);
        return text::format_hex(hash.span());
    }

    ethereum::AttestationSigner signer_;
    ethereum::SecretKey key_;
};

// One escrow of each fate: created, funded, attested, released, disputed.
std::string settle(unsigned first) {
    Attestor const attestor;
    std::string lines;
    for (auto id = first; id < first + 5; ++id)
        lines += attestor.create(id);
    for (auto id = first + 1; id < first + 5; ++id)
        lines += escrow_command("fund_escrow", id);
    lines += attestor.attest(first + 2) + attestor.attest(first + 3);
    return lines + escrow_command("release_escrow", first + 3) +
           escrow_command("dispute_escrow", first + 4);
}

std::string all_lines(std::map<std::string, std::string> const& objects) {
    std::string lines;
    for (auto const& [key, line] : objects)
        lines += line + "\n";
    return lines;
}

// A book as a read writes it, out of a follower's levels: bids from the highest, asks from the
// lowest. All prices are as long as each other.
std::string book_of(std::map<std::string, std::string> const& levels) {
    std::map<std::string, std::string, std::greater<>> bids;
    std::map<std::string, std::string> asks;
    for (auto const& [key, line] : levels) {
        auto const price = member(line, "price");
        auto level = R"({"price":")" + price + R"(","quantity":")" + member(line, "quantity") +
                     R"(","orders":)" + member(line, "orders") + "}";
        (member(line, "side") == "bid" ? bids[price] : asks[price]) = std::move(level);
    }
    auto const join = [](auto const& side) {
        std::string text;
        for (auto const& [price, level] : side)
            text += (text.empty() ? "" : ",") + level;
        return text;
    };
    return R"("bids":[)" + join(bids) + R"(],"asks":[)" + join(asks) + "]";
}

class AllFeedsTest : public ::testing::Test {
protected:
    AllFeedsTest() {
        StoreMeta meta;
        meta.origin = "followed.example";
        auto const data = (directory_ / "data").string();
        EXPECT_TRUE(RocksStore::create(data, meta).value()->close().has_value());
        server_ = bench::ServerProcess::start(TALLY_PROGRAM, data, {"--unix", socket()}).value();
        client_ = open();
        trader_ = open();
        apply(*client_, std::string{two_traders} + std::string{setting});
    }

    [[nodiscard]] std::unique_ptr<Client> open() const {
        Options options;
        options.server = "unix:" + socket();
        return Client::open(std::move(options)).value();
    }

    [[nodiscard]] std::string socket() const { return (directory_ / "socket").string(); }

    static void apply(Client& client, std::string const& lines) {
        auto const answers = client.apply_json(lines).value();
        for (auto const& result : members_of_all(answers, {"result"}))
            EXPECT_EQ(result, "result=ok ") << answers;
    }

    // What was asked, of the state that a follower had when it was caught up.
    [[nodiscard]] std::string read(std::string const& query, Follower const& follower) const {
        return client_->read(query, follower.caught_up_ - 1).value().body;
    }

    Follower& follow(std::uint16_t feed, Follower& follower, bool with_rows = true) {
        FeedRequest request;
        request.feed = feed;
        request.with_rows = with_rows;
        client_->follow(request, follower.handlers());
        return follower;
    }

    // Two followers of a feed: one from before `busy` on, and one who comes in the midst of it.
    void follow_through(std::uint16_t feed,
                        Follower& first,
                        Follower& second,
                        std::function<std::string(unsigned round)> const& busy) {
        apply(*client_, busy(0));
        EXPECT_TRUE(follow(feed, first).wait_until_caught_up());
        {
            std::jthread const trading{[&] {
                for (unsigned round = 1; round < 40; ++round)
                    apply(*trader_, busy(round));
            }};
            EXPECT_TRUE(first.wait([](auto const& one) { return !one.changes_.empty(); }));
            EXPECT_TRUE(follow(feed, second).wait_until_caught_up());
        }
    }

    TemporaryDirectory directory_;
    std::deque<Follower> followers_;  // outlive the client, which calls them
    std::unique_ptr<bench::ServerProcess> server_;
    std::unique_ptr<Client> client_;
    std::unique_ptr<Client> trader_;
};

std::string trade_round(unsigned round) {
    return trade(100 + 10 * round);
}

bool order_is_gone(std::string_view line) {
    auto const state = member(line, "state");
    return state == "filled" || state == "cancelled" || state == "expired";
}

TEST_F(AllFeedsTest, OrdersAreWhatAReadSays) {
    auto& first = followers_.emplace_back(Names{"id"}, order_is_gone);
    auto& second = followers_.emplace_back(Names{"id"}, order_is_gone);
    auto& last = followers_.emplace_back(Names{"id"}, order_is_gone);
    follow_through(wire::feed::orders, first, second, trade_round);
    ASSERT_TRUE(follow(wire::feed::orders, last).wait_until_caught_up());
    for (auto const* one : {&first, &second, &last}) {
        EXPECT_FALSE(one->as_caught_up_.empty());
        EXPECT_EQ(members_of_all(all_lines(one->as_caught_up_), order_members),
                  members_of_all(read("orders", *one), order_members));
    }
    auto const all = members_of_all(all_lines(last.as_caught_up_), order_members);
    for (auto* one : {&first, &second}) {
        EXPECT_TRUE(one->wait([&](auto const& now) {
            return members_of_all(all_lines(now.objects_), order_members) == all;
        }));
    }
    for (auto const* state : {"filled", "cancelled", "taking", "waiting"})
        EXPECT_NE(first.changes_.find(std::string{"\"state\":\""} + state), std::string::npos);
}

TEST_F(AllFeedsTest, BooksAreWhatAReadSays) {
    auto const is_gone = [](std::string_view line) { return member(line, "orders") == "0"; };
    Names const key{"market", "side", "price"};
    auto& first = followers_.emplace_back(key, is_gone);
    auto& second = followers_.emplace_back(key, is_gone);
    auto& last = followers_.emplace_back(key, is_gone);
    follow_through(wire::feed::books, first, second, trade_round);
    ASSERT_TRUE(follow(wire::feed::books, last).wait_until_caught_up());
    for (auto const* one : {&first, &second, &last}) {
        EXPECT_FALSE(one->as_caught_up_.empty());
        auto const book = read("books/BTC-USD", *one);
        EXPECT_NE(book.find(book_of(one->as_caught_up_)), std::string::npos)
            << book << book_of(one->as_caught_up_);
    }
    auto const all = book_of(last.as_caught_up_);
    for (auto* one : {&first, &second})
        EXPECT_TRUE(one->wait([&](auto const& now) { return book_of(now.objects_) == all; }));
}

TEST_F(AllFeedsTest, FillsAreThoseOfTheRecord) {
    Names const key{"sequence"};
    auto& first = followers_.emplace_back(key);
    auto& second = followers_.emplace_back(key);
    auto& all = followers_.emplace_back(key);
    follow_through(wire::feed::fills, first, second, trade_round);
    ASSERT_TRUE(follow(wire::feed::fills, all, false).wait_until_caught_up());
    auto const in_record = members_of_all(read("fills", all), fill_members);
    EXPECT_GE(in_record.size(), 80U);
    EXPECT_EQ(members_of_all(all.changes_, fill_members), in_record);
    // Who began with rows was told none, and all trades from there on.
    for (auto* one : {&first, &second}) {
        EXPECT_EQ(one->rows_, 0U);
        auto rest =
            members_of_all(read("fills?from=" + std::to_string(one->rows_end_), all), fill_members);
        EXPECT_FALSE(rest.empty() && one == &first);
        EXPECT_TRUE(one->wait(
            [&](auto const& now) { return members_of_all(now.changes_, fill_members) == rest; }));
    }
}

TEST_F(AllFeedsTest, EscrowsAreWhatAReadSays) {
    auto const round = [](unsigned number) { return settle(100 + 10 * number); };
    auto& first = followers_.emplace_back(Names{"id"});
    auto& second = followers_.emplace_back(Names{"id"});
    auto& last = followers_.emplace_back(Names{"id"});
    follow_through(wire::feed::escrows, first, second, round);
    ASSERT_TRUE(follow(wire::feed::escrows, last).wait_until_caught_up());
    EXPECT_EQ(first.rows_, 5U);
    EXPECT_EQ(last.as_caught_up_.size(), 200U);
    for (auto const* one : {&first, &second, &last}) {
        EXPECT_GE(one->as_caught_up_.size(), 5U);
        EXPECT_EQ(members_of_all(all_lines(one->as_caught_up_), escrow_members),
                  members_of_all(read("escrows?limit=1000", *one), escrow_members));
    }
    auto const all = members_of_all(all_lines(last.as_caught_up_), escrow_members);
    for (auto* one : {&first, &second}) {
        EXPECT_TRUE(one->wait([&](auto const& now) {
            return members_of_all(all_lines(now.objects_), escrow_members) == all;
        }));
    }
    for (auto const* state : {"created", "funded", "released", "disputed"})
        EXPECT_NE(first.changes_.find(std::string{"\"state\":\""} + state), std::string::npos);
    EXPECT_EQ(member(first.objects_.at("103"), "state"), "released");
    EXPECT_EQ(member(first.objects_.at("102"), "release_attested"), "1");
}

}  // namespace
}  // namespace tally::client
