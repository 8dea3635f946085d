#include "engine/invariants/conservation.h"
#include "journal/signing/request_form.h"
#include "journal/vocabulary/check.h"
#include "tests/engine/any_commands.h"
#include "tests/support/saved_state.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace tally::testing {

namespace {

class Drive {
public:
    Drive() { open_the_books(); }

    void run(AnyCommands& commands) {
        while (!commands.at_end()) {
            auto const wait = commands.below(60) == 0 ? 4'000 : 3;
            auto const time = harness_.later(commands.below(static_cast<std::uint64_t>(wait)));
            if (commands.below(6) == 0)
                run_chain(commands);
            else
                run_one(commands, time);
            check_entries();
            check_books();
        }
        check_record();
    }

    [[nodiscard]] std::vector<Entry> const& entries() const { return harness_.entries(); }

    AcceptedKinds accepted;

private:
    void run_one(AnyCommands& commands, Timestamp time) {
        auto const sender = commands.sender();
        auto request = commands.next(harness_.state(), time);
        to_request(request);
        auto const signature = signature_over(request, sender);
        auto const first = harness_.entries().size();
        harness_.run_at(request, time, sender, signature ? &*signature : nullptr);
        check_request(request, first, signature);
    }

    // Every other key signs, with nonces that are at times used or too old. What signatures are
    // worth is asked where commands come in, not here.
    std::optional<CommandSignature> signature_over(Body const& request, KeyNumber sender) {
        if (sender.value % 2 == 0) return std::nullopt;
        CommandSignature signature;
        auto const size = harness_.entries().size();
        signature.nonce = size % 20 == 0 ? size % 3 : 40 * size - 200 * (size % 7);
        signature.left_open = left_open(request);
        return signature;
    }

    // The record says what was asked, to the letter: a signature can be checked for ever.
    void check_request(Body request,
                       std::size_t first,
                       std::optional<CommandSignature> const& signature) const {
        auto const& entries = harness_.entries();
        // What was due before the command is a tick of its own, with what it led to.
        for (auto at = first; at < entries.size(); ++at)
            if (entries[at].cause == entries[at].sequence) first = at;
        auto recorded = entries[first].body;
        to_request(recorded);
        open_again(recorded, left_open(request));
        TALLY_CHECK(recorded == request);
        if (!signature) return;
        auto const& behind = entries.at(first + 1);
        TALLY_CHECK(behind.body == Body{*signature});
        TALLY_CHECK(behind.cause == entries[first].sequence);
    }

    void run_chain(AnyCommands& commands) {
        std::vector<Body> chain;
        for (auto count = 1 + commands.below(5); count != 0; --count)
            chain.push_back(commands.next(harness_.state(), harness_.later(1)));
        bool const open = commands.below(8) == 0;
        auto const sender = commands.sender();
        std::vector<std::optional<CommandSignature>> signatures;
        for (auto& request : chain) {
            to_request(request);
            signatures.push_back(signature_over(request, sender));
            if (signatures.back()) signatures.back()->nonce += signatures.size();
        }
        harness_.run_chain(std::move(chain), open, sender, signatures);
    }

    // Enough for the first commands to find something: accounts with funds, a market, a chain.
    void open_the_books() {
        must(CreateAsset{*AssetCode::from("A"), 0, {}, Outcome::ok});
        must(CreateAsset{*AssetCode::from("B"), 2, {}, Outcome::ok});
        for (std::uint64_t id = 1; id <= 10; ++id)
            open_account(id);
        for (std::uint64_t id = 2; id <= 9; ++id) {
            CreateTransfer command;
            command.id = TransferId{1'000'000 + id};
            command.debit = AccountId{id % 2 == 0 ? 10U : 1U};
            command.credit = AccountId{id};
            command.asset = AssetNumber{static_cast<std::uint32_t>(1 + id % 2)};
            command.requested = Amount{id < 6 ? uint128{1'000'000} : uint128{1} << 100U};
            command.code = 1;
            must(command);
        }
        CreateMarket market;
        market.symbol = *MarketSymbol::from("A-B");
        market.base = AssetNumber{1};
        market.quote = AssetNumber{2};
        market.tick = market.lot = {1, 0};
        market.taker_fee_bps = 30;
        market.fee_owner = OwnerId{1};
        must(market);
        CreateChain const chain{
            *ChainName::from("one"), 2, OwnerId{5}, OwnerId{3}, {}, Outcome::ok};
        must(chain);
        check_entries();
    }

    // Owners 1 to 5 have one account in each asset: ids 1, 3, .. in B, 2, 4, .. in A.
    void open_account(std::uint64_t id) {
        CreateAccount command;
        command.id = AccountId{id};
        command.owner = OwnerId{(id + 1) / 2};
        command.asset = AssetNumber{static_cast<std::uint32_t>(1 + id % 2)};
        command.code = 1;
        if (id > 2 && id < 5) command.flags = account_flag::debits_must_not_exceed_credits;
        must(command);
    }

    void must(Body command) { TALLY_CHECK(harness_.run(std::move(command)) == Outcome::ok); }

    void check_entries() {
        auto const& entries = harness_.entries();
        TALLY_CHECK(harness_.state().next_sequence().value == entries.size());
        for (; checked_ < entries.size(); ++checked_) {
            auto const& entry = entries[checked_];
            TALLY_CHECK(entry.sequence.value == checked_);
            // A transfer that a second key approved is a consequence of that.
            bool const approved =
                entry.cause != entry.sequence && std::holds_alternative<CreateTransfer>(entry.body);
            TALLY_CHECK((is_command(entry.body) && !approved) == (entry.cause == entry.sequence));
            folded_.apply(entry);
            watch_.observe(folded_);
            if (is_command(entry.body) && outcome_of(entry.body) == Outcome::ok)
                ++accepted[entry.body.index()];
        }
        TALLY_CHECK(harness_.state().next_due() > harness_.now());
    }

    void check_books() const {
        auto const& state = harness_.state();
        auto const& ledger = state.ledger();
        ExpectedHolds holds;
        auto const add = [&](AccountHandle handle, Amount amount) {
            holds[ledger.account(handle).id].add(amount.units());
        };
        state.escrows().for_each_hold(add);
        state.chains().for_each_hold(add);
        auto const orders = state.markets().held_by_account(ledger.account_count());
        for (std::uint32_t i = 0; i < orders.size(); ++i)
            add(AccountHandle{i}, orders[i]);
        TALLY_CHECK(check_conservation(ledger, holds).empty());
    }

    // The live state went through roll-backs, the folded one did not.
    void check_record() const {
        auto const live = saved(harness_.state());
        TALLY_CHECK(live == saved(folded_));
        TALLY_CHECK(watch_.compare(harness_.ledger()).empty());
        State loaded;
        BytesSource source{live};
        for (auto const kind : State::kinds)
            TALLY_CHECK(loaded.load(kind, source));
        TALLY_CHECK(source.at_end());
        TALLY_CHECK(saved(loaded) == live);
    }

    SpokenOracle oracle_;
    EngineHarness harness_{oracle_};
    State folded_;
    PostingsWatch watch_;
    std::size_t checked_ = 0;
};

}  // namespace

AcceptedKinds drive_engine(std::span<std::uint8_t const> bytes) {
    Drive drive;
    AnyCommands commands{bytes};
    drive.run(commands);
    return drive.accepted;
}

std::vector<Entry> driven_entries(std::span<std::uint8_t const> bytes) {
    Drive drive;
    AnyCommands commands{bytes};
    drive.run(commands);
    return drive.entries();
}

}  // namespace tally::testing
