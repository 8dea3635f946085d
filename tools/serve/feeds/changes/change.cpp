#include "tools/serve/feeds/changes/change.h"

#include <array>

namespace tally::serve {

namespace {

constexpr std::array<std::string_view, change_kinds> names{
    "balances", "books", "fills", "orders", "escrows"};

struct Passes {
    wire::Filter const& filter;

    [[nodiscard]] bool owner(OwnerId one, OwnerId other) const {
        return filter.owner == 0 || one.value == filter.owner || other.value == filter.owner;
    }

    [[nodiscard]] bool asset(AssetName const& name) const {
        return filter.asset == 0 || name.number.value == filter.asset;
    }

    [[nodiscard]] bool market(MarketName const& name) const {
        return filter.market == 0 || name.number.value == filter.market;
    }

    [[nodiscard]] bool has_no_account() const { return filter.account == 0; }

    [[nodiscard]] bool operator()(BalanceChange const& row) const {
        bool const is_it = filter.account == 0 || row.account.value == filter.account;
        return is_it && owner(row.owner, row.owner) && asset(row.asset) && filter.market == 0;
    }

    [[nodiscard]] bool operator()(LevelChange const& row) const {
        return market(row.market) && filter.owner == 0 && filter.asset == 0 && has_no_account();
    }

    [[nodiscard]] bool operator()(FillChange const& row) const {
        return market(row.market) && owner(row.maker_owner, row.taker_owner) && filter.asset == 0 &&
               has_no_account();
    }

    [[nodiscard]] bool operator()(OrderChange const& row) const {
        return market(row.market) && owner(row.owner, row.owner) && filter.asset == 0 &&
               has_no_account();
    }

    [[nodiscard]] bool operator()(EscrowChange const& row) const {
        return owner(row.buyer, row.seller) && asset(row.asset) && filter.market == 0 &&
               has_no_account();
    }
};

struct KeyOf {
    Sequence sequence;

    [[nodiscard]] ChangeKey operator()(BalanceChange const& row) const {
        return {row.account.value, 0};
    }

    [[nodiscard]] ChangeKey operator()(LevelChange const& row) const {
        std::uint64_t const side = row.side == OrderSide::buy ? 0 : 1;
        return {make_uint128(row.market.number.value, side), row.price.value};
    }

    [[nodiscard]] ChangeKey operator()(FillChange const&) const { return {0, sequence.value}; }

    [[nodiscard]] ChangeKey operator()(OrderChange const& row) const { return {row.id.value, 0}; }

    [[nodiscard]] ChangeKey operator()(EscrowChange const& row) const { return {row.id.value, 0}; }
};

}  // namespace

std::string_view name_of(ChangeKind kind) {
    return names[place_of(kind)];
}

std::optional<ChangeKind> change_kind(std::uint16_t feed) {
    if (feed == 0 || feed > change_kinds) return std::nullopt;
    return static_cast<ChangeKind>(feed);
}

std::optional<ChangeKind> change_kind(std::string_view name) {
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name) return static_cast<ChangeKind>(i + 1);
    return std::nullopt;
}

bool passes(wire::Filter const& filter, ChangeRow const& row) {
    return std::visit(Passes{filter}, row);
}

ChangeKey key_of(Change const& change) {
    return std::visit(KeyOf{change.sequence}, change.row);
}

}  // namespace tally::serve
