#include "tools/serve/reads/owned.h"

#include "tools/look/moment.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace tally::serve {

namespace {

constexpr std::array<std::string_view, 4> kinds{"transfers", "orders", "escrows", "entries"};

// What an entry's own fields name: a transfer or an order leads to its own entry, which says whose
// it is.
class Naming {
public:
    Naming(Record const& record, ById& by_id) : record_(record), by_id_(by_id) {}

    template <class Body>
    void operator()(Body const& body) {
        if constexpr (requires { body.id; }) name(body.id);
        if constexpr (requires { body.owner; }) name(body.owner);
        if constexpr (requires { body.buyer; }) name(body.buyer);
        if constexpr (requires { body.seller; }) name(body.seller);
        if constexpr (requires { body.account; }) name(body.account);
        if constexpr (requires { body.debit; }) name(body.debit);
        if constexpr (requires { body.credit; }) name(body.credit);
        if constexpr (requires { body.order; }) name(body.order);
        if constexpr (requires { body.maker; }) name(body.maker);
        if constexpr (requires { body.taker; }) name(body.taker);
        if constexpr (requires { body.pending; }) name(body.pending);
    }

    void name(OwnerId owner) { thing_.owners.push_back(owner); }

    void name(AccountId account) { thing_.accounts.push_back(account); }

    void name(EscrowId escrow) { thing_.escrows.push_back(escrow); }

    void name(OrderId id) {
        auto const entry = found(by_id_.order(record_, id));
        if (entry) name(std::get<PlaceOrder>(entry->body).owner);
    }

    void name(TransferId id) {
        auto const entry = found(by_id_.transfer(record_, id));
        if (!entry) return;
        auto const& body = std::get<CreateTransfer>(entry->body);
        name(body.debit);
        name(body.credit);
    }

    [[nodiscard]] Result<OwnedThing> take() {
        if (failed_) return *failed_;
        return std::move(thing_);
    }

private:
    template <class Other>
    static void name(Other const&) {}

    [[nodiscard]] std::optional<Entry> found(Result<std::optional<Entry>> looked_up) {
        if (looked_up) return std::move(looked_up).value();
        failed_ = looked_up.error();
        return std::nullopt;
    }

    Record const& record_;
    ById& by_id_;
    OwnedThing thing_;
    std::optional<Failure> failed_;
};

}  // namespace

bool may_be_owned(Query const& query) {
    return !query.id.empty() && std::find(kinds.begin(), kinds.end(), query.what) != kinds.end();
}

Result<OwnedThing> find_owned(Query const& query, Record const& record, ById& by_id) {
    TALLY_TRY(id, look::id_option("id", query.id));
    Naming naming{record, by_id};
    if (query.what == "transfers") naming.name(TransferId{id});
    if (query.what == "orders") naming.name(OrderId{id});
    if (query.what == "escrows") naming.name(EscrowId{id});
    if (query.what == "entries" && id < record.size()) {
        TALLY_TRY(entry, record.entry(Sequence{static_cast<std::uint64_t>(id)}));
        std::visit(naming, entry.body);
    }
    return naming.take();
}

bool is_covered(OwnedThing const& thing, State const& state, Covers const& covers) {
    auto const owns_account = [&](AccountId id) {
        auto const handle = state.ledger().find(id);
        return !handle.is_none() && covers(state.ledger().account(handle).owner);
    };
    auto const is_party = [&](EscrowId id) {
        auto const* const escrow = state.escrows().find(id);
        return escrow != nullptr && (covers(escrow->buyer) || covers(escrow->seller));
    };
    return std::any_of(thing.owners.begin(), thing.owners.end(), covers) ||
           std::any_of(thing.accounts.begin(), thing.accounts.end(), owns_account) ||
           std::any_of(thing.escrows.begin(), thing.escrows.end(), is_party);
}

Result<std::string> as_not_there(Query const& query, std::uint64_t size) {
    if (query.what == "transfers" || query.what == "entries") return std::string{};
    auto const what = query.what.substr(0, query.what.size() - 1);  // of one
    return Failure{FailureKind::incomplete,
                   "there is no " + what + " " + query.id + " among the record's first " +
                       std::to_string(size) + " entries"};
}

}  // namespace tally::serve
