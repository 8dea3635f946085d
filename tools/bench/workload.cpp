#include "tools/bench/workload.h"

#include <algorithm>
#include <string>
#include <variant>

namespace tally::bench {

namespace {

constexpr std::uint64_t funds = 1'000'000'000'000'000;
constexpr std::size_t remembered = 256;  // of one market: traders cancel what they know to be open
constexpr std::uint64_t funding_owner = 1;

// Owner and asset to account: no account of transfers' workload is of any of these.
uint128 account_of(std::uint64_t owner, std::uint32_t asset) {
    return uint128{owner} * 1'000 + asset;
}

CreateAsset asset(std::string const& code) {
    CreateAsset body;
    body.code = *AssetCode::from(code);
    body.scale = 2;
    return body;
}

CreateAccount account(uint128 id, std::uint64_t owner, std::uint32_t asset_number) {
    CreateAccount body;
    body.id = AccountId{id};
    body.owner = OwnerId{owner};
    body.asset = AssetNumber{asset_number};
    body.code = 1;
    return body;
}

CreateMarket market(std::uint32_t number) {
    CreateMarket body;
    body.symbol = *MarketSymbol::from("M" + std::to_string(number) + "-QUOTE");
    body.base = AssetNumber{number + 1};
    body.quote = AssetNumber{1};
    body.tick = {1, 2};
    body.lot = {1, 0};
    return body;
}

}  // namespace

Workload::Workload(WorkloadShape const& shape) : shape_(shape), markets_(shape.markets) {}

// Asset 1 is the quote asset of all markets; market n's base is asset n + 1.
std::vector<Body> Workload::preparation() const {
    std::vector<Body> all{asset("QUOTE")};
    if (shape_.load == Load::transfers) {
        for (std::uint64_t id = 1; id <= shape_.accounts; ++id)
            all.push_back(account(id, id, 1));
        return all;
    }
    for (std::uint32_t number = 1; number <= shape_.markets; ++number)
        all.push_back(asset("M" + std::to_string(number)));
    for (std::uint64_t owner = funding_owner; owner <= shape_.owners + 1; ++owner)
        prepare_owner(owner, all);
    for (std::uint32_t number = 1; number <= shape_.markets; ++number)
        all.push_back(market(number));
    return all;
}

void Workload::prepare_owner(std::uint64_t owner, std::vector<Body>& out) const {
    for (std::uint32_t number = 1; number <= shape_.markets + 1; ++number) {
        auto const id = account_of(owner, number);
        out.push_back(account(id, owner, number));
        if (owner == funding_owner) continue;
        CreateTransfer transfer;
        transfer.id = TransferId{id};
        transfer.debit = AccountId{account_of(funding_owner, number)};
        transfer.credit = AccountId{id};
        transfer.asset = AssetNumber{number};
        transfer.requested = Amount{funds};
        transfer.code = 1;
        out.push_back(transfer);
    }
}

Body const& Workload::next() {
    shape_.load == Load::transfers ? next_transfer() : next_order();
    return body_;
}

uint128 Workload::next_id() {
    ++number_;
    return shape_.random_ids ? make_uint128(Random::mix(number_), number_) : uint128{number_};
}

void Workload::next_transfer() {
    auto const among = shape_.hot == 0 ? shape_.accounts : std::min(shape_.hot, shape_.accounts);
    auto const from = random_.below(among);
    auto const to = (from + 1 + random_.below(among - 1)) % among;
    auto* transfer = std::get_if<CreateTransfer>(&body_);
    if (transfer == nullptr) transfer = &body_.emplace<CreateTransfer>();
    transfer->id = TransferId{next_id()};
    transfer->debit = AccountId{from + 1};
    transfer->credit = AccountId{to + 1};
    transfer->asset = AssetNumber{1};
    transfer->requested = Amount{1 + random_.below(10'000)};
    transfer->code = 1;
}

// Two thirds new orders, one third cancels; a twelfth of the orders are priced to trade.
void Workload::next_order() {
    auto const index = static_cast<std::uint32_t>(random_.below(shape_.markets));
    auto& book = markets_[index];
    if (random_.below(3) == 0 && cancel(book)) return;
    place(book, index + 1);
}

bool Workload::cancel(Market& book) {
    if (book.placed.size() < 20) return false;
    auto& picked = book.placed[random_.below(book.placed.size())];
    body_ = CancelOrder{OrderId{picked}, Outcome::ok};
    picked = book.placed.back();
    book.placed.pop_back();
    return true;
}

void Workload::place(Market& book, std::uint32_t number) {
    if (random_.below(3) == 0) book.middle += random_.below(2) * 2 - 1;
    PlaceOrder order;
    order.id = OrderId{next_id()};
    order.owner = OwnerId{funding_owner + 1 + random_.below(shape_.owners)};
    order.market = MarketNumber{number};
    order.side = random_.below(2) == 0 ? OrderSide::buy : OrderSide::sell;
    bool const is_below = (order.side == OrderSide::buy) != (random_.below(12) == 0);
    auto const away = 1 + random_.below(100);
    order.price = Price{is_below ? book.middle - away : book.middle + away};
    order.quantity = Quantity{1 + random_.below(100)};
    if (book.placed.size() < remembered) {
        book.placed.push_back(order.id.value);
    } else {
        book.placed[random_.below(remembered)] = order.id.value;
    }
    body_ = order;
}

uint128 some_account(WorkloadShape const& shape, Random& random) {
    if (shape.load == Load::transfers) return 1 + random.below(shape.accounts);
    auto const owner = funding_owner + 1 + random.below(shape.owners);
    return account_of(owner, static_cast<std::uint32_t>(1 + random.below(shape.markets + 1)));
}

std::uint64_t number_of(Body const& body) {
    if (auto const* transfer = std::get_if<CreateTransfer>(&body))
        return low_half(transfer->id.value);
    if (auto const* order = std::get_if<PlaceOrder>(&body)) return low_half(order->id.value);
    if (auto const* cancel = std::get_if<CancelOrder>(&body)) return low_half(cancel->id.value);
    return 0;
}

}  // namespace tally::bench
