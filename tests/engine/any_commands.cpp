#include "tests/engine/any_commands.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace tally::testing {

std::uint64_t AnyCommands::below(std::uint64_t bound) {
    std::uint64_t value = 0;
    for (std::uint64_t reach = 1; reach < bound && !bytes_.empty(); reach *= 256) {
        value = value * 256 + bytes_.front();
        bytes_ = bytes_.subspan(1);
    }
    return value % bound;
}

template <class T>
T AnyCommands::pick(std::initializer_list<T> values) {
    return values.begin()[below(values.size())];
}

std::uint64_t AnyCommands::edge_u64() {
    switch (below(6)) {
        case 0:
            return std::uint64_t{1} << below(64);
        case 1:
            return UINT64_MAX >> below(64);
        case 2:
            return 0;
        default:
            return below(256);
    }
}

uint128 AnyCommands::edge_u128() {
    return below(3) == 0 ? make_uint128(edge_u64(), edge_u64()) : edge_u64();
}

std::uint16_t AnyCommands::some_flags(std::initializer_list<std::uint16_t> flags) {
    unsigned chosen = 0;
    while (below(3) == 0 && !at_end())
        chosen |= pick(flags);
    return static_cast<std::uint16_t>(chosen);
}

template <class Bytes>
Bytes AnyCommands::few_bytes(std::uint64_t kinds) {
    Bytes value;
    value.bytes[0] = static_cast<std::uint8_t>(below(kinds));
    return value;
}

Timestamp AnyCommands::around(Timestamp now) {
    if (below(6) == 0) return Timestamp{edge_u64()};
    return Timestamp{now.ns + below(40) * ns_per_second - 10 * ns_per_second};
}

AssetNumber AnyCommands::asset() {
    if (below(12) == 0) return pick({AssetNumber{3}, AssetNumber{}, unknown_asset});
    return pick({AssetNumber{1}, AssetNumber{2}});
}

// Of the accounts that the books open with, odd ids hold one asset and even ones the other.
AssetNumber AnyCommands::asset_of(uint128 account) {
    return below(16) == 0 ? asset() : AssetNumber{account % 2 == 0 ? 1U : 2U};
}

OwnerId AnyCommands::owner() {
    return OwnerId{below(24) == 0 ? edge_u128() : 1 + below(5)};
}

Amount AnyCommands::amount() {
    return Amount{below(4) == 0 ? edge_u128() : below(200)};
}

uint128 AnyCommands::id() {
    return below(24) == 0 ? pick({uint128{0}, uint128_max, uint128{1} << 64U}) : 1 + below(16);
}

// For what lives through many commands: ids that are met again at once.
uint128 AnyCommands::few() {
    return below(48) == 0 ? edge_u128() : 1 + below(age_ / 128 + 3);
}

Increment AnyCommands::increment() {
    if (below(2) == 0) return {1, static_cast<std::uint8_t>(below(4))};
    return {edge_u64(), static_cast<std::uint8_t>(below(48))};
}

void AnyCommands::look_at(State const& state) {
    auto const orders = state.markets().open_orders();
    if (!orders.empty()) open_order_ = state.markets().order(orders[below(orders.size())]).id;
    markets_ = state.markets().market_count();
    auto const& escrows = state.escrows();
    if (escrows.size() != 0)
        escrow_ =
            escrows.at(escrows.size() - 1 - below(std::min<std::size_t>(escrows.size(), 3))).id;
    if (auto const* tip = state.chains().all().front().tip()) tip_ = tip->number;
}

Body AnyCommands::next(State const& state, Timestamp now) {
    look_at(state);
    ++age_;
    switch (below(8)) {
        case 0:
            if (below(8) == 0) return Tick{};
            if (below(3) == 0) return access_command(state, now);
            if (below(3) == 0) return reconciliation_command(state);
            return below(8) == 0 ? audit_command(state) : escrow_command(now);
        case 1:
            return escrow_command(now);
        case 2:
        case 3:
            return chain_command(now);
        case 4:
        case 5:
            return ledger_command(now);
        default:
            return market_command(now);
    }
}

Body AnyCommands::audit_command(State const& state) {
    auto const commitment = few_bytes<Hash32>(3);
    switch (below(3)) {
        case 0:
            return AttachData{static_cast<SubjectKind>(1 + below(5)), id(), commitment, {}};
        case 1:
            return RedactData{commitment, {}};
        default:
            return RecordLiabilities{asset(),
                                     below(2) == 0 ? edge_u64() : state.next_sequence().value,
                                     edge_u64(),
                                     commitment,
                                     amount(),
                                     {}};
    }
}

// Mostly one that adds up, of few runs and few breaks, so that they are met again.
RecordReconciliation AnyCommands::record_reconciliation(State const& state) {
    RecordReconciliation command;
    command.run = few_bytes<Hash32>(below(4) == 0 ? 40 : 4);
    command.account = AccountId{1 + below(4)};
    command.asset = asset_of(command.account.value);
    command.gains_by = pick({GainsBy::debit, GainsBy::credit});
    command.size = below(8) == 0 ? edge_u64() : state.next_sequence().value;
    command.cut_off = static_cast<std::uint32_t>(below(16) == 0 ? edge_u64() : 20'000);
    for (auto more = below(5); more != 0; --more) {
        ReconciliationBreak one{
            BreakId{1 + below(6)}, 3, below(2) == 0, MoreOn::statement, amount()};
        if (below(2) == 0) one.more_on = MoreOn::record;
        command.material_count += one.material ? 1 : 0;
        auto& total =
            one.more_on == MoreOn::record ? command.more_on_record : command.more_on_statement;
        total = total.checked_add(one.amount).value_or(amount_max);
        command.breaks.push_back(one);
    }
    command.break_count = static_cast<std::uint32_t>(command.breaks.size());
    using enum ReconciliationVerdict;
    command.verdict = command.break_count == 0      ? clean
                      : command.material_count != 0 ? material
                                                    : immaterial;
    if (below(16) == 0) command.break_count = static_cast<std::uint32_t>(edge_u64());
    if (below(16) == 0) command.verdict = static_cast<ReconciliationVerdict>(below(5));
    return command;
}

// One that the books opened with, for each account below 10.
TransferId AnyCommands::transfer_of(AccountId account) {
    if (below(2) == 0) return TransferId{id()};
    return TransferId{1'000'000 + (account.value == 1 ? 3 : account.value)};
}

Body AnyCommands::reconciliation_command(State const& state) {
    auto const& runs = state.reconciliations().runs();
    if (runs.empty() || below(3) == 0) return record_reconciliation(state);
    auto at = runs.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(below(runs.size())));
    auto const& [account, run] = at->first;
    auto const& breaks = at->second.found.breaks;
    bool const known = !breaks.empty() && below(8) != 0;
    auto const found = known ? breaks[below(breaks.size())].id : BreakId{below(7)};
    switch (below(5)) {
        case 0:
            return CommentBreak{run, account, found, few_bytes<Hash32>(3), below(2) == 0, {}};
        case 1: {
            auto const against = AccountId{1 + below(8)};
            auto const code = static_cast<std::uint16_t>(below(3));
            return WriteOffBreak{run, account, found, TransferId{edge_u64()}, against, code, {}};
        }
        case 2:
            return CorrectBreak{run, account, found, transfer_of(account), {}};
        default: {
            auto const action = static_cast<SignAction>(1 + below(4));
            return SignReconciliation{run, account, action, below(2) == 0, {}};
        }
    }
}

Scope AnyCommands::scope() {
    Scope scope;
    if (below(3) == 0) scope.owner = owner();
    if (below(6) == 0) scope.market = MarketNumber{static_cast<std::uint32_t>(below(4))};
    if (below(6) == 0) scope.asset = asset();
    return scope;
}

KeyNumber AnyCommands::key_number() {
    return KeyNumber{static_cast<std::uint16_t>(below(24) == 0 ? edge_u64() : 1 + below(3))};
}

// Mostly high enough, or lifted, so that other commands are still accepted.
SetLimit AnyCommands::set_limit() {
    SetLimit command;
    command.kind = static_cast<LimitKind>(1 + below(7));
    bool const of_asset =
        command.kind == LimitKind::transfers || command.kind == LimitKind::withdrawals;
    if (below(3) != 0) command.owner = owner();
    if (command.owner == OwnerId{} || below(24) == 0) command.number = key_number();
    bool const needs_market = command.kind <= LimitKind::order_notional;
    if (needs_market || below(6) == 0)
        command.market = MarketNumber{static_cast<std::uint32_t>(below(8) == 0 ? below(4) : 1)};
    if (of_asset) command.market = {};
    if (of_asset || below(24) == 0) command.asset = asset();
    bool const windowed = of_asset || command.kind == LimitKind::order_rate;
    if (windowed != (below(16) == 0)) command.window = static_cast<std::uint32_t>(edge_u64());
    command.amount = Amount{below(3) == 0 ? below(1'000) : edge_u128()};
    command.off = below(2) == 0;
    return command;
}

SetPolicy AnyCommands::set_policy() {
    SetPolicy command;
    command.kind = static_cast<PolicyKind>(1 + below(2));
    command.off = below(2) == 0;
    if (command.kind == PolicyKind::signatures) {
        command.role = static_cast<Role>(below(7));
        return command;
    }
    command.asset = asset();
    command.amount = amount();
    command.timeout = static_cast<std::uint32_t>(below(2) == 0 ? 60 : edge_u64());
    return command;
}

Body AnyCommands::access_command(State const& state, Timestamp now) {
    auto const role = static_cast<Role>(1 + below(6));
    switch (below(10)) {
        case 0: {
            AddKey command;
            command.public_key = few_bytes<PublicKey>(8);
            if (below(8) == 0) command.expires = around(now);
            return command;
        }
        case 1:
            if (below(4) != 0) return Tick{};
            return RevokeKey{key_number(), {}};
        case 2:
        case 3:
            return GrantRole{key_number(), role, scope(), {}};
        case 4: {
            auto const number = key_number();
            auto const* key = state.access().key(number);
            if (key == nullptr || key->grants.empty() || below(4) == 0)
                return RevokeRole{number, role, scope(), {}};
            auto const& grant = key->grants[below(key->grants.size())];
            return RevokeRole{number, grant.role, grant.scope, {}};
        }
        case 5:
            return set_limit();
        case 6: {
            SetKillSwitch command;
            if (below(8) != 0) command.owner = owner();
            if (command.owner == OwnerId{} && below(8) != 0) command.market = MarketNumber{1};
            command.on = below(4) == 0;
            return command;
        }
        case 7:
            return set_policy();
        default: {
            auto const& waiting = state.access().waiting();
            auto const known =
                waiting.empty() || below(8) == 0 ? TransferId{id()} : waiting.begin()->first;
            return ApproveTransfer{known, below(4) == 0, {}};
        }
    }
}

Body AnyCommands::ledger_command(Timestamp now) {
    if (below(20) == 0) {
        auto const code = pick({"A", "B", "C", ""});
        auto const scale = static_cast<std::uint8_t>(below(48));
        return CreateAsset{AssetCode::from(code).value_or(AssetCode{}), scale, {}, Outcome::ok};
    }
    if (below(24) == 0) return create_account(now);
    return create_transfer(now);
}

CreateAccount AnyCommands::create_account(Timestamp now) {
    using namespace account_flag;
    CreateAccount command;
    command.id = AccountId{id()};
    command.owner = owner();
    command.asset = asset();
    command.code = static_cast<std::uint16_t>(below(8) != 0);
    command.flags = some_flags({debits_must_not_exceed_credits,
                                credits_must_not_exceed_debits,
                                history,
                                imported,
                                closed,
                                default_for_owner,
                                linked});
    if ((command.flags & imported) != 0) command.timestamp = around(now);
    command.user_data_64 = below(8) == 0 ? edge_u64() : 0;
    return command;
}

CreateTransfer AnyCommands::create_transfer(Timestamp now) {
    using namespace transfer_flag;
    CreateTransfer command;
    command.id = TransferId{1 + below(UINT16_MAX)};
    if (below(6) == 0) command.id = TransferId{id()};
    command.requested = amount();
    command.flags = some_flags({pending,
                                pending,
                                balancing_debit,
                                balancing_credit,
                                closing_debit,
                                closing_credit,
                                imported,
                                linked});
    if ((command.flags & imported) != 0) command.timestamp = around(now);
    if (below(6) == 0) command.metadata = std::string(below(2'000), 'm');
    if (below(3) == 0) {
        command.id = TransferId{(1 + below(64)) << 20U};
        command.pending_id = TransferId{id()};
        command.flags = pick({post_pending_transfer, void_pending_transfer});
        if (below(2) == 0) command.requested = pick({amount_max, Amount{}});
        return command;
    }
    if ((command.flags & pending) != 0) {
        command.id = TransferId{id()};
        command.timeout = static_cast<std::uint32_t>(edge_u64());
    }
    command.debit = AccountId{id()};
    command.credit = AccountId{below(8) == 0 ? id() : command.debit.value % 2 + 2 * below(6)};
    command.asset = asset_of(command.debit.value);
    command.code = static_cast<std::uint16_t>(below(16) != 0);
    return command;
}

Body AnyCommands::market_command(Timestamp now) {
    auto const market = MarketNumber{static_cast<std::uint32_t>(below(4))};
    switch (below(16)) {
        case 0:
            return create_market();
        case 1: {
            auto const control = pick({MarketControl::halt,
                                       MarketControl::resume,
                                       MarketControl::resume,
                                       MarketControl::set_band});
            auto const band = static_cast<std::uint16_t>(below(4) == 0 ? edge_u64() : 0);
            return ControlMarket{market, control, band, Outcome::ok};
        }
        case 2:
            return CancelOrder{below(8) == 0 ? OrderId{below(64)} : open_order_, Outcome::ok};
        case 3:
            return CancelAll{owner(), market, 0, Outcome::ok};
        case 4:
        case 5: {
            AmendOrder command;
            command.id = below(8) == 0 ? OrderId{below(64)} : open_order_;
            command.price = Price{below(3) == 0 ? edge_u64() : 90 + below(20)};
            command.quantity = Quantity{edge_u64()};
            return command;
        }
        default:
            return place_order(now);
    }
}

CreateMarket AnyCommands::create_market() {
    CreateMarket command;
    command.symbol = *MarketSymbol::from(pick({"A-B", "B-A", "C-A"}));
    command.base = asset();
    command.quote = asset();
    command.tick = increment();
    command.lot = increment();
    command.maker_fee_bps = static_cast<std::uint16_t>(edge_u64());
    command.taker_fee_bps = static_cast<std::uint16_t>(edge_u64());
    command.fee_owner = owner();
    command.band_bps = static_cast<std::uint16_t>(below(3) == 0 ? edge_u64() : 0);
    return command;
}

PlaceOrder AnyCommands::place_order(Timestamp now) {
    PlaceOrder command;
    command.id = OrderId{below(8) == 0 ? below(64) : age_ + 64};
    command.owner = owner();
    command.market =
        MarketNumber{static_cast<std::uint32_t>(below(16) == 0 ? below(4) : 1 + below(markets_))};
    command.side = pick({OrderSide::buy, OrderSide::sell});
    command.type = static_cast<OrderType>(below(2) == 0 ? 0 : below(5));
    command.time_in_force = static_cast<TimeInForce>(below(3) != 0 ? 0 : below(4));
    command.self_trade = static_cast<SelfTrade>(below(4));
    command.options = static_cast<std::uint8_t>(below(4) == 0 ? below(4) : 0);
    bool const priced = command.type == OrderType::limit || command.type == OrderType::stop_limit;
    auto const price = [&] { return below(6) == 0 ? edge_u64() : 90 + below(20); };
    if (priced || below(16) == 0) command.price = Price{price()};
    if (command.type >= OrderType::stop) command.stop_price = Price{price()};
    if (command.type == OrderType::trailing_stop) command.trail = Price{edge_u64()};
    command.quantity = Quantity{below(8) == 0 ? edge_u64() : 1 + below(30)};
    if (below(8) == 0) command.display = Quantity{edge_u64()};
    if (below(8) == 0) command.min_quantity = Quantity{edge_u64()};
    if (!priced && below(3) == 0) {
        command.budget = amount();
        command.quantity = Quantity{below(4)};
    }
    if (command.time_in_force == TimeInForce::gtd) command.expires = around(now);
    return command;
}

Body AnyCommands::escrow_command(Timestamp now) {
    auto const escrow = below(8) == 0 ? EscrowId{few()} : escrow_;
    auto const action = pick({EscrowAction::release, EscrowAction::refund});
    switch (below(12)) {
        case 0:
            return create_escrow(now);
        case 1:
        case 2:
        case 3:
            return FundEscrow{escrow, Outcome::ok};
        case 4:
        case 5:
            return ReleaseEscrow{escrow, Outcome::ok};
        case 6:
            return RefundEscrow{escrow, Outcome::ok};
        case 7:
            return DisputeEscrow{escrow, owner(), Outcome::ok};
        case 8:
            return ResolveEscrow{escrow, action, Outcome::ok};
        default:
            return attest_escrow();
    }
}

CreateEscrow AnyCommands::create_escrow(Timestamp now) {
    CreateEscrow command;
    command.id = EscrowId{below(8) == 0 ? few() : age_ + 64};
    command.buyer = owner();
    command.seller = below(4) == 0 ? owner() : OwnerId{low_half(command.buyer.value) % 5 + 1};
    command.asset = asset();
    command.amount = amount();
    auto const attestors = below(8) == 0 ? below(40) : 1 + below(2);
    for (std::uint64_t i = 0; i < attestors; ++i) {
        command.attestors.emplace_back();
        command.attestors.back().bytes[0] = static_cast<std::uint8_t>(below(24) == 0 ? 0 : i + 1);
    }
    command.quorum = static_cast<std::uint8_t>(below(12) == 0 ? below(4) : 1);
    command.release_after = below(4) != 0 ? now : around(now);
    command.refund_after = below(4) != 0 ? Timestamp{now.ns + 3'000 * ns_per_second} : around(now);
    return command;
}

AttestEscrow AnyCommands::attest_escrow() {
    AttestEscrow command;
    command.id = below(8) == 0 ? EscrowId{few()} : escrow_;
    command.action = pick({EscrowAction::release, EscrowAction::release, EscrowAction::refund});
    command.attestor.bytes[0] = static_cast<std::uint8_t>(below(3) == 0 ? below(4) : 1);
    command.content_hash = few_bytes<Hash32>(below(16) == 0 ? 2 : 1);
    command.signature.bytes[0] = command.attestor.bytes[0];
    if (below(16) == 0) command.signature = few_bytes<RecoverableSignature>(4);
    return command;
}

Body AnyCommands::chain_command(Timestamp now) {
    ChainNumber const chain{below(16) == 0 ? 2U : 1U};
    switch (below(12)) {
        case 0: {
            if (below(3) != 0) return ResumeChain{chain, below(2) == 0, Outcome::ok};
            CreateChain command;
            command.name = *ChainName::from(pick({"one", "two"}));
            command.finality_depth = static_cast<std::uint32_t>(edge_u64());
            command.custody_owner = owner();
            command.loss_owner = owner();
            return command;
        }
        case 1:
            return ResumeChain{chain, below(2) == 0, Outcome::ok};
        case 2:
        case 3: {
            RequestWithdrawal command;
            command.id = WithdrawalId{few()};
            command.account = AccountId{id()};
            command.chain = chain;
            command.asset = asset_of(command.account.value);
            command.amount = amount();
            command.destination = few_bytes<Hash32>(8);
            return command;
        }
        case 4:
            return CancelWithdrawal{WithdrawalId{few()}, Outcome::ok};
        default:
            return observe_block(now);
    }
}

namespace {

Hash32 block_hash(std::uint64_t height, std::uint64_t branch) {
    Hash32 hash;
    hash.bytes[0] = static_cast<std::uint8_t>(branch + 1);
    hash.bytes[1] = static_cast<std::uint8_t>(height);
    hash.bytes[2] = static_cast<std::uint8_t>(height >> 8U);
    return hash;
}

}  // namespace

// A block is named by its height and its branch; a parent is mostly of the same branch.
ObserveBlock AnyCommands::observe_block(Timestamp now) {
    auto const height = tip_ + 1 - std::min(tip_, below(4));
    auto const branch = below(4) == 0 ? 1 + below(2) : 0;
    ObserveBlock command;
    command.chain = ChainNumber{below(16) == 0 ? 2U : 1U};
    command.number = below(24) == 0 ? edge_u64() : height;
    command.hash = block_hash(height, branch);
    auto const parent_branch = below(6) == 0 ? 0 : branch;
    if (height != 0) command.parent = block_hash(height - 1, parent_branch);
    command.timestamp = around(now);
    for (auto events = below(8) / 3; events != 0; --events) {
        ChainEvent event;
        event.type = static_cast<ChainEventType>(1 + below(5));
        event.transaction = few_bytes<Hash32>(48);
        event.index = static_cast<std::uint32_t>(below(8) == 0 ? edge_u64() : 0);
        event.subject = below(2) == 0 ? id() : few();
        event.asset = asset_of(event.subject);
        event.amount = amount();
        command.events.push_back(event);
    }
    return command;
}

}  // namespace tally::testing
