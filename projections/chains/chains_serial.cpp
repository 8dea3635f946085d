#include "projections/chains/chains.h"
#include "projections/slices.h"

namespace tally {

namespace {

void save_event(Saver& saver, ObservedEvent const& observed) {
    saver.put(static_cast<std::uint8_t>(observed.event.type));
    saver.put_bytes(observed.event.transaction.span());
    saver.put(observed.event.index);
    saver.put(observed.event.subject);
    saver.put(observed.event.asset.value);
    saver.put(observed.event.amount.units());
    saver.put(static_cast<std::uint8_t>(observed.state));
    saver.put(observed.account.value);
    saver.put(observed.custody.value);
}

ObservedEvent read_event(Loader& loader) {
    ObservedEvent observed;
    observed.event.type = static_cast<ChainEventType>(loader.get<std::uint8_t>());
    loader.get_bytes(observed.event.transaction.bytes);
    observed.event.index = loader.get<std::uint32_t>();
    observed.event.subject = loader.get<uint128>();
    observed.event.asset = AssetNumber{loader.get<std::uint32_t>()};
    observed.event.amount = Amount{loader.get<uint128>()};
    observed.state = static_cast<EventState>(loader.get<std::uint8_t>());
    observed.account = AccountHandle{loader.get<std::uint32_t>()};
    observed.custody = AccountHandle{loader.get<std::uint32_t>()};
    if (name_of(observed.state).empty()) loader.fail();
    return observed;
}

void save_block(Saver& saver, ChainBlock const& block) {
    saver.put(block.number);
    saver.put_bytes(block.hash.span());
    saver.put_bytes(block.parent.span());
    saver.put(block.timestamp.ns);
    saver.put(block.sequence.value);
    saver.put(static_cast<std::uint32_t>(block.events.size()));
    for (auto const& event : block.events)
        save_event(saver, event);
}

void save_withdrawal(Saver& saver, Withdrawal const& withdrawal) {
    saver.put(withdrawal.id.value);
    saver.put(withdrawal.account_id.value);
    saver.put(withdrawal.amount.units());
    saver.put(withdrawal.created.ns);
    saver.put(withdrawal.changed.ns);
    saver.put(withdrawal.chain.value);
    saver.put(withdrawal.asset.value);
    saver.put(withdrawal.account.value);
    saver.put(withdrawal.custody.value);
    saver.put_bytes(withdrawal.destination.span());
    saver.put_bytes(withdrawal.transaction.span());
    saver.put(withdrawal.index);
    saver.put(static_cast<std::uint8_t>(withdrawal.state));
}

Withdrawal read_withdrawal(Loader& loader) {
    Withdrawal withdrawal;
    withdrawal.id = WithdrawalId{loader.get<uint128>()};
    withdrawal.account_id = AccountId{loader.get<uint128>()};
    withdrawal.amount = Amount{loader.get<uint128>()};
    withdrawal.created = Timestamp{loader.get<std::uint64_t>()};
    withdrawal.changed = Timestamp{loader.get<std::uint64_t>()};
    withdrawal.chain = ChainNumber{loader.get<std::uint32_t>()};
    withdrawal.asset = AssetNumber{loader.get<std::uint32_t>()};
    withdrawal.account = AccountHandle{loader.get<std::uint32_t>()};
    withdrawal.custody = AccountHandle{loader.get<std::uint32_t>()};
    loader.get_bytes(withdrawal.destination.bytes);
    loader.get_bytes(withdrawal.transaction.bytes);
    withdrawal.index = loader.get<std::uint32_t>();
    withdrawal.state = static_cast<WithdrawalState>(loader.get<std::uint8_t>());
    return withdrawal;
}

}  // namespace

void Chain::save(Saver& saver) const {
    for (char const c : terms_.name.bytes())
        saver.put(static_cast<std::uint8_t>(c));
    saver.put(terms_.finality_depth);
    saver.put(terms_.custody_owner.value);
    saver.put(terms_.loss_owner.value);
    saver.put(terms_.number.value);
    saver.put(created_.ns);
    saver.put(static_cast<std::uint8_t>(halted_));
    saver.put_bytes(halted_by_.span());
    saver.put(lowest_);
    saver.put(static_cast<std::uint32_t>(branch_.size()));
    for (auto const& hash : branch_)
        saver.put_bytes(hash.span());
    saver.put(static_cast<std::uint32_t>(blocks_.size()));
    for (auto const& [hash, block] : blocks_)
        save_block(saver, block);
}

void Chain::load(Loader& loader) {
    std::array<char, ChainName::capacity> name{};
    for (char& c : name)
        c = static_cast<char>(loader.get<std::uint8_t>());
    terms_.name = ChainName::from_bytes(name);
    terms_.finality_depth = loader.get<std::uint32_t>();
    terms_.custody_owner = OwnerId{loader.get<uint128>()};
    terms_.loss_owner = OwnerId{loader.get<uint128>()};
    terms_.number = ChainNumber{loader.get<std::uint32_t>()};
    created_ = Timestamp{loader.get<std::uint64_t>()};
    halted_ = loader.get<std::uint8_t>() != 0;
    loader.get_bytes(halted_by_.bytes);
    lowest_ = loader.get<std::uint64_t>();
    auto const length = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < length && loader.ok(); ++i)
        loader.get_bytes(branch_.emplace_back().bytes);
    auto const known = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < known && loader.ok(); ++i)
        load_block(loader);
    for (auto const& hash : branch_)
        if (!blocks_.contains(hash)) loader.fail();
}

void Chain::load_block(Loader& loader) {
    ChainBlock block;
    block.number = loader.get<std::uint64_t>();
    loader.get_bytes(block.hash.bytes);
    loader.get_bytes(block.parent.bytes);
    block.timestamp = Timestamp{loader.get<std::uint64_t>()};
    block.sequence = Sequence{loader.get<std::uint64_t>()};
    auto const events = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < events && loader.ok(); ++i)
        block.events.push_back(read_event(loader));
    blocks_.emplace(block.hash, std::move(block));
}

void Chains::save_chains(Saver& saver) const {
    saver.put(static_cast<std::uint32_t>(chains_.size()));
    for (auto const& chain : chains_)
        chain.save(saver);
}

std::uint32_t Chains::slices() const {
    return slices_for(slice_withdrawals, withdrawals_.size());
}

void Chains::save_slice(Saver& saver, std::uint32_t slice) const {
    auto const range = SliceRange::of(slice, slice_withdrawals, withdrawals_.size());
    saver.put(slice);
    saver.put(range.count());
    for (auto i = range.from; i < range.to; ++i)
        save_withdrawal(saver, withdrawals_[i]);
    if (slice == 0) save_chains(saver);
}

void Chains::save(Saver& saver) const {
    save_chains(saver);
    saver.put(static_cast<std::uint32_t>(withdrawals_.size()));
    for (std::uint32_t i = 0; i < withdrawals_.size(); ++i)
        save_withdrawal(saver, withdrawals_[i]);
}

bool Chains::load(Loader& loader) {
    auto const count = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && loader.ok(); ++i)
        chains_.emplace_back().load(loader);
    auto const requests = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < requests && loader.ok(); ++i)
        load_withdrawal(loader);
    return loader.ok();
}

void Chains::load_withdrawal(Loader& loader) {
    auto const read = read_withdrawal(loader);
    if (name_of(read.state).empty() || withdrawal(read.id) != nullptr) loader.fail();
    if (loader.ok()) by_id_.insert(read.id.value, withdrawals_.push_back(read), IdOf{*this});
}

}  // namespace tally
