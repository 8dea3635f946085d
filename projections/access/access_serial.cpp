#include "journal/vocabulary/limits.h"
#include "projections/access/access.h"

namespace tally {

namespace {

void save_symbol(Saver& saver, KeyName const& name) {
    for (char const c : name.bytes())
        saver.put(static_cast<std::uint8_t>(c));
}

KeyName read_symbol(Loader& loader) {
    std::array<char, KeyName::capacity> text{};
    for (char& c : text)
        c = static_cast<char>(loader.get<std::uint8_t>());
    return KeyName::from_bytes(text);
}

void save_command(Saver& saver, CreateTransfer const& command) {
    saver.put(command.id.value);
    saver.put(command.debit.value);
    saver.put(command.credit.value);
    saver.put(command.asset.value);
    saver.put(command.amount.units());
    saver.put(command.requested.units());
    saver.put(command.pending_id.value);
    saver.put(command.timeout);
    saver.put(command.code);
    saver.put(command.flags);
    saver.put(command.user_data_128);
    saver.put(command.user_data_64);
    saver.put(command.user_data_32);
    saver.put(command.timestamp.ns);
    saver.put(command.effective_date);
    saver.put(command.reverses.value);
    saver.put(static_cast<std::uint32_t>(command.metadata.size()));
    for (char const c : command.metadata)
        saver.put(static_cast<std::uint8_t>(c));
}

CreateTransfer read_command(Loader& loader) {
    CreateTransfer command;
    command.id = TransferId{loader.get<uint128>()};
    command.debit = AccountId{loader.get<uint128>()};
    command.credit = AccountId{loader.get<uint128>()};
    command.asset = AssetNumber{loader.get<std::uint32_t>()};
    command.amount = Amount{loader.get<uint128>()};
    command.requested = Amount{loader.get<uint128>()};
    command.pending_id = TransferId{loader.get<uint128>()};
    command.timeout = loader.get<std::uint32_t>();
    command.code = loader.get<std::uint16_t>();
    command.flags = loader.get<std::uint16_t>();
    command.user_data_128 = loader.get<uint128>();
    command.user_data_64 = loader.get<std::uint64_t>();
    command.user_data_32 = loader.get<std::uint32_t>();
    command.timestamp = Timestamp{loader.get<std::uint64_t>()};
    command.effective_date = loader.get<std::uint32_t>();
    command.reverses = TransferId{loader.get<uint128>()};
    auto const size = loader.get<std::uint32_t>();
    if (size > limits::metadata_bytes) loader.fail();
    for (std::uint32_t i = 0; i < size && loader.ok(); ++i)
        command.metadata.push_back(static_cast<char>(loader.get<std::uint8_t>()));
    return command;
}

Grant read_grant(Loader& loader) {
    Grant grant;
    grant.role = static_cast<Role>(loader.get<std::uint8_t>());
    grant.scope.owner = OwnerId{loader.get<uint128>()};
    grant.scope.market = MarketNumber{loader.get<std::uint32_t>()};
    grant.scope.asset = AssetNumber{loader.get<std::uint32_t>()};
    if (grant.role < Role::trader || grant.role > Role::admin) loader.fail();
    return grant;
}

// Without a signed command there is nothing behind the zero, as in records of before windows.
void save_nonces(Saver& saver, NonceWindow const& nonces) {
    saver.put(nonces.highest());
    if (nonces.highest() == 0) return;
    for (auto const word : nonces.words())
        saver.put(word);
}

void load_nonces(Loader& loader, NonceWindow& nonces) {
    auto const highest = loader.get<std::uint64_t>();
    if (highest == 0) return;
    NonceWindow::Words words{};
    for (auto& word : words)
        word = loader.get<std::uint64_t>();
    nonces.restore(highest, words);
}

}  // namespace

void Access::save(Saver& saver) const {
    save_keys(saver);
    saver.put(static_cast<std::uint8_t>(kill_all_ ? 1 : 0));
    saver.put(static_cast<std::uint32_t>(killed_owners_.size()));
    for (auto const owner : killed_owners_)
        saver.put(owner.value);
    saver.put(static_cast<std::uint32_t>(killed_markets_.size()));
    for (auto const market : killed_markets_)
        saver.put(market.value);
    saver.put(signing_roles_);
    saver.put(static_cast<std::uint32_t>(four_eyes_.size()));
    for (auto const& [asset, policy] : four_eyes_) {
        saver.put(asset.value);
        saver.put(policy.at_least.units());
        saver.put(policy.timeout);
    }
    save_waiting(saver);
}

void Access::save_keys(Saver& saver) const {
    saver.put(static_cast<std::uint32_t>(keys_.size()));
    for (auto const& key : keys_) {
        saver.put_bytes(key.public_key.span());
        save_symbol(saver, key.name);
        saver.put(key.expires.ns);
        saver.put(key.added.value);
        saver.put(key.revoked.ns);
        save_nonces(saver, key.nonces);
        saver.put(static_cast<std::uint32_t>(key.grants.size()));
        for (auto const& grant : key.grants) {
            saver.put(static_cast<std::uint8_t>(grant.role));
            saver.put(grant.scope.owner.value);
            saver.put(grant.scope.market.value);
            saver.put(grant.scope.asset.value);
        }
    }
}

void Access::save_waiting(Saver& saver) const {
    saver.put(static_cast<std::uint32_t>(waiting_.size()));
    for (auto const& [id, waiting] : waiting_) {
        save_command(saver, waiting.command);
        saver.put(waiting.by.value);
        saver.put(waiting.due.ns);
        saver.put(waiting.sequence.value);
    }
}

bool Access::load(Loader& loader) {
    load_keys(loader);
    load_guards(loader);
    load_waiting(loader);
    return loader.ok();
}

void Access::load_keys(Loader& loader) {
    auto const count = loader.get<std::uint32_t>();
    if (count > key_number_max.value) loader.fail();
    for (std::uint32_t i = 0; i < count && loader.ok(); ++i) {
        AccessKey key;
        loader.get_bytes(key.public_key.bytes);
        key.name = read_symbol(loader);
        key.expires = Timestamp{loader.get<std::uint64_t>()};
        key.added = Sequence{loader.get<std::uint64_t>()};
        key.revoked = Timestamp{loader.get<std::uint64_t>()};
        load_nonces(loader, key.nonces);
        auto const grants = loader.get<std::uint32_t>();
        if (grants > max_grants) loader.fail();
        for (std::uint32_t grant = 0; grant < grants && loader.ok(); ++grant)
            key.grants.push_back(read_grant(loader));
        KeyNumber const number{static_cast<std::uint16_t>(i + 1)};
        if (!by_public_key_.emplace(key.public_key, number).second) loader.fail();
        keys_.push_back(std::move(key));
    }
}

void Access::load_guards(Loader& loader) {
    kill_all_ = loader.get<std::uint8_t>() != 0;
    auto const owners = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < owners && loader.ok(); ++i)
        killed_owners_.insert(OwnerId{loader.get<uint128>()});
    auto const markets = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < markets && loader.ok(); ++i)
        killed_markets_.insert(MarketNumber{loader.get<std::uint32_t>()});
    signing_roles_ = loader.get<std::uint8_t>();
    auto const policies = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < policies && loader.ok(); ++i) {
        auto const asset = AssetNumber{loader.get<std::uint32_t>()};
        auto const at_least = Amount{loader.get<uint128>()};
        four_eyes_[asset] = {at_least, loader.get<std::uint32_t>()};
    }
}

void Access::load_waiting(Loader& loader) {
    auto const count = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && loader.ok(); ++i) {
        WaitingTransfer waiting;
        waiting.command = read_command(loader);
        waiting.by = KeyNumber{loader.get<std::uint16_t>()};
        waiting.due = Timestamp{loader.get<std::uint64_t>()};
        waiting.sequence = Sequence{loader.get<std::uint64_t>()};
        if (waiting.due != never) due_.emplace(waiting.due, waiting.command.id);
        waiting_.emplace(waiting.command.id, std::move(waiting));
    }
}

}  // namespace tally
