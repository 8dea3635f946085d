#pragma once

#include "engine/past.h"

#include <optional>

namespace tally {

// Nothing was ever before: for measuring without the index of past ids.
class EmptyPast final : public Past {
public:
    [[nodiscard]] std::optional<CreateTransfer> transfer(TransferId) const override { return {}; }

    [[nodiscard]] std::optional<PendingEnd> end_of(TransferId) const override { return {}; }

    [[nodiscard]] std::optional<PlaceOrder> order(OrderId) const override { return {}; }

    void observe(Entry const&) override {}

    void open_scope() override {}

    void commit_scope() override {}

    void roll_back_scope() override {}
};

}  // namespace tally
