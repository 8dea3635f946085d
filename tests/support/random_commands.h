#pragma once

#include "engine/sequencer/receipt.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace tally::testing {

// A stream of requests of many kinds, the same for the same seed: accounts, transfers (refused,
// retried, pending, posted, expiring), orders in a market, linked chains that hold and that fail.
class RandomCommands {
public:
    explicit RandomCommands(std::uint64_t seed) : state_(seed) {}

    // The first `count` requests or a few more; the last one ends no chain half-way.
    [[nodiscard]] std::vector<Request> take(std::size_t count) {
        std::vector<Request> requests = opening();
        while (requests.size() < count)
            add(requests);
        return requests;
    }

private:
    static constexpr std::uint64_t accounts = 40;

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }

    std::uint64_t below(std::uint64_t bound) { return next() % bound; }

    Timestamp later() {
        now_.ns += below(3) * ns_per_second / 2;
        return now_;
    }

    Request at(Body body) { return Request{std::move(body), later(), false}; }

    static AccountId account(std::uint64_t owner, std::uint32_t asset) {
        return AccountId{owner * 10 + asset};
    }

    std::vector<Request> opening() {
        std::vector<Request> all;
        all.push_back(at(CreateAsset{*AssetCode::from("USD"), 2, {}, Outcome::ok}));
        all.push_back(at(CreateAsset{*AssetCode::from("BTC"), 8, {}, Outcome::ok}));
        for (std::uint64_t owner = 1; owner <= accounts; ++owner)
            for (std::uint32_t asset = 1; asset <= 2; ++asset) {
                CreateAccount account_command;
                account_command.id = account(owner, asset);
                account_command.owner = OwnerId{owner};
                account_command.asset = AssetNumber{asset};
                account_command.code = 10;
                if (owner > 1) account_command.flags = account_flag::debits_must_not_exceed_credits;
                all.push_back(at(account_command));
                if (owner > 1) all.push_back(at(funding(owner, asset)));
            }
        CreateMarket market;
        market.symbol = *MarketSymbol::from("BTC-USD");
        market.base = AssetNumber{2};
        market.quote = AssetNumber{1};
        market.tick = Increment{1, 2};
        market.lot = Increment{1, 4};
        all.push_back(at(market));
        return all;
    }

    CreateTransfer funding(std::uint64_t owner, std::uint32_t asset) {
        CreateTransfer transfer;
        transfer.id = TransferId{next_id_++};
        transfer.debit = account(1, asset);
        transfer.credit = account(owner, asset);
        transfer.asset = AssetNumber{asset};
        transfer.requested = Amount{10'000'000'000U};
        transfer.amount = transfer.requested;
        transfer.code = 1;
        return transfer;
    }

    CreateTransfer transfer() {
        CreateTransfer transfer;
        transfer.id = TransferId{next_id_++};
        auto const asset = static_cast<std::uint32_t>(1 + below(2));
        transfer.debit = account(1 + below(accounts), asset);
        transfer.credit = account(1 + below(accounts + 1), asset);  // may not exist, may be equal
        transfer.asset = AssetNumber{asset};
        transfer.requested = Amount{below(5'000'000)};
        transfer.amount = transfer.requested;
        transfer.code = 1;
        if (below(4) == 0) {
            transfer.flags = transfer_flag::pending;
            transfer.timeout = static_cast<std::uint32_t>(below(20));
            pendings_.push_back(transfer.id);
        }
        if (below(30) == 0) transfer.metadata = "a note of the client's";
        return transfer;
    }

    CreateTransfer end_of_pending() {
        CreateTransfer transfer;
        transfer.id = TransferId{next_id_++};
        transfer.pending_id = pendings_[below(pendings_.size())];
        bool const post = below(2) == 0;
        transfer.flags =
            post ? transfer_flag::post_pending_transfer : transfer_flag::void_pending_transfer;
        transfer.requested = post ? amount_max : Amount{};
        transfer.amount = transfer.requested;
        return transfer;
    }

    PlaceOrder order() {
        PlaceOrder order;
        order.id = OrderId{next_id_++};
        order.owner = OwnerId{2 + below(accounts - 1)};
        order.market = MarketNumber{1};
        order.side = below(2) == 0 ? OrderSide::buy : OrderSide::sell;
        order.price = Price{10'000 + below(40)};
        order.quantity = Quantity{1 + below(500)};
        if (below(5) == 0) order.time_in_force = TimeInForce::ioc;
        if (below(10) == 0) {
            order.time_in_force = TimeInForce::gtd;
            order.expires = Timestamp{now_.ns + (1 + below(30)) * ns_per_second};
        }
        orders_.push_back(order.id);
        return order;
    }

    void add(std::vector<Request>& requests) {
        auto const kind = below(100);
        if (kind < 40) return requests.push_back(at(transfer()));
        if (kind < 50 && !pendings_.empty()) return requests.push_back(at(end_of_pending()));
        if (kind < 80) return requests.push_back(at(order()));
        if (kind < 88 && !orders_.empty())
            return requests.push_back(at(CancelOrder{.id = orders_[below(orders_.size())]}));
        if (kind < 93) return requests.push_back(retry(requests));
        add_chain(requests);
    }

    // An earlier request again, at the time that it is now.
    Request retry(std::vector<Request> const& requests) {
        auto again = requests[below(requests.size())];
        again.time = later();
        again.linked = false;
        return again;
    }

    void add_chain(std::vector<Request>& requests) {
        auto const length = 2 + below(4);
        for (std::uint64_t i = 0; i < length; ++i) {
            requests.push_back(below(3) == 0 ? at(order()) : at(transfer()));
            requests.back().linked = i + 1 < length;
        }
    }

    std::uint64_t state_;
    Timestamp now_{1'700'000'000 * ns_per_second};
    std::uint64_t next_id_ = 1'000'000;
    std::vector<TransferId> pendings_;
    std::vector<OrderId> orders_;
};

}  // namespace tally::testing
