#pragma once

#include "engine/past.h"
#include "projections/containers/flat_index.h"
#include "projections/containers/paged_vector.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tally {

// A Past in memory: for tests, replays and measuring. It grows with the number of ids ever used.
class MemoryPast final : public Past {
public:
    MemoryPast();

    [[nodiscard]] std::optional<CreateTransfer> transfer(TransferId id) const override;
    [[nodiscard]] std::optional<PendingEnd> end_of(TransferId pending) const override;
    [[nodiscard]] std::optional<PlaceOrder> order(OrderId id) const override;
    void observe(Entry const& entry) override;

    void open_scope() override { undo_.open_scope(); }

    void commit_scope() override { undo_.commit(); }

    void roll_back_scope() override { undo_.roll_back(); }

private:
    // A create_transfer without its text, and how it ended if it was pending.
    struct KeptTransfer {
        TransferId id;
        AccountId debit;
        AccountId credit;
        Amount amount;
        Amount requested;
        TransferId pending_id;
        TransferId reverses;
        uint128 user_data_128 = 0;
        std::uint64_t user_data_64 = 0;
        Timestamp timestamp;
        AssetNumber asset;
        std::uint32_t timeout = 0;
        std::uint32_t effective_date = 0;
        std::uint32_t user_data_32 = 0;
        std::uint32_t metadata = 0;  // 0 = none, else one past the place in metadata_
        std::uint16_t code = 0;
        std::uint16_t flags = 0;
        Outcome outcome = Outcome::ok;
        std::uint8_t end = 0;  // PendingEnd, 0 = none
    };

    struct TransferIdOf {
        MemoryPast const& past;

        uint128 operator()(std::uint32_t at) const { return past.transfers_[at].id.value; }
    };

    struct OrderIdOf {
        MemoryPast const& past;

        uint128 operator()(std::uint32_t at) const { return past.orders_[at].id.value; }
    };

    void learn(CreateTransfer const& body);
    void learn(PlaceOrder const& body);
    void note_end(TransferId pending, PendingEnd end);
    std::uint32_t keep_metadata(std::string const& metadata);

    UndoLog undo_;
    PagedVector<KeptTransfer, 4096> transfers_;
    FlatIndex transfer_by_id_;
    PagedVector<PlaceOrder, 4096> orders_;
    FlatIndex order_by_id_;
    std::vector<std::string> metadata_;
};

}  // namespace tally
