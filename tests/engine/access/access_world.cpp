#include "tests/engine/access/access_world.h"

#include "tests/support/saved_state.h"

namespace tally::testing {

namespace {

AccountId account_of(OwnerId owner, AssetNumber asset) {
    return AccountId{owner.value * 10 + asset.value - 1};
}

CreateAccount account(OwnerId owner, AssetNumber asset) {
    CreateAccount command;
    command.id = account_of(owner, asset);
    command.owner = owner;
    command.asset = asset;
    command.code = 1;
    return command;
}

CreateMarket market(char const* symbol, AssetNumber base, AssetNumber quote) {
    CreateMarket command;
    command.symbol = *MarketSymbol::from(symbol);
    command.base = base;
    command.quote = quote;
    command.tick = command.lot = {1, 0};
    return command;
}

}  // namespace

CreateTransfer AccessWorld::transfer(std::uint64_t id,
                                     OwnerId from,
                                     OwnerId to,
                                     std::uint64_t units) {
    CreateTransfer command;
    command.id = TransferId{id};
    command.debit = account_of(from, usd);
    command.credit = account_of(to, usd);
    command.asset = usd;
    command.requested = Amount{units};
    command.code = 1;
    return command;
}

PlaceOrder AccessWorld::buy(std::uint64_t id,
                            OwnerId owner,
                            std::uint64_t price,
                            std::uint64_t units) {
    PlaceOrder command;
    command.id = OrderId{id};
    command.owner = owner;
    command.market = btc_usd;
    command.price = Price{price};
    command.quantity = Quantity{units};
    return command;
}

PlaceOrder AccessWorld::sell(std::uint64_t id,
                             OwnerId owner,
                             std::uint64_t price,
                             std::uint64_t units) {
    auto command = buy(id, owner, price, units);
    command.side = OrderSide::sell;
    return command;
}

KeyNumber AccessWorld::add_key(std::uint8_t seed, Timestamp expires) {
    AddKey command;
    command.public_key.bytes[31] = seed;
    command.expires = expires;
    EXPECT_EQ(harness_.run(command), Outcome::ok);
    return harness_.state().access().find(command.public_key);
}

KeyNumber AccessWorld::key_with(Role role, Scope scope) {
    auto const number = add_key(next_seed_++);
    EXPECT_EQ(harness_.run(GrantRole{number, role, scope, {}}), Outcome::ok);
    return number;
}

void AccessWorld::expect_replays() const {
    State folded;
    for (auto const& entry : harness_.entries())
        folded.apply(entry);
    auto const live = saved(harness_.state());
    EXPECT_EQ(live, saved(folded));
    State loaded;
    BytesSource source{live};
    for (auto const kind : State::kinds)
        EXPECT_TRUE(loaded.load(kind, source));
    EXPECT_TRUE(source.at_end());
    EXPECT_EQ(saved(loaded), live);
    EXPECT_EQ(loaded.next_due(), harness_.state().next_due());
}

AccessWorld::AccessWorld() {
    must(CreateAsset{*AssetCode::from("USD"), 0, {}, {}});
    must(CreateAsset{*AssetCode::from("BTC"), 0, {}, {}});
    for (auto const owner : {treasury, alice, bob}) {
        must(account(owner, usd));
        must(account(owner, btc));
    }
    std::uint64_t id = 1'000'000;
    for (auto const owner : {alice, bob}) {
        must(transfer(++id, treasury, owner, 1'000'000));
        auto in_btc = transfer(++id, treasury, owner, 1'000'000);
        in_btc.debit = account_of(treasury, btc);
        in_btc.credit = account_of(owner, btc);
        in_btc.asset = btc;
        must(in_btc);
    }
    must(market("BTC-USD", btc, usd));
    must(market("USD-BTC", usd, btc));
    CreateEscrow escrow;
    escrow.id = EscrowId{1};
    escrow.buyer = alice;
    escrow.seller = bob;
    escrow.asset = usd;
    escrow.amount = Amount{100};
    escrow.attestors.emplace_back().bytes[0] = 1;
    escrow.quorum = 1;
    escrow.refund_after = harness_.later(1'000'000);
    must(escrow);
    must(CreateChain{*ChainName::from("one"), 2, treasury, OwnerId{2}, {}, {}});
}

}  // namespace tally::testing
