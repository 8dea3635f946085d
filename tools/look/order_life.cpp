#include "tools/look/order_row.h"

#include <variant>

namespace tally::look {

namespace {

// Follows one order through the entries after its own, as the markets' projection does.
class Life {
public:
    explicit Life(Entry const& entry) {
        row_.placed = std::get<PlaceOrder>(entry.body);
        row_.by_budget = !row_.placed.budget.is_zero();
        row_.open = row_.placed.quantity;
        row_.sequence = entry.sequence;
    }

    // True once it has left.
    [[nodiscard]] bool follow(Entry const& entry) {
        std::visit([&](auto const& body) { apply(body, entry.sequence); }, entry.body);
        return row_.closed.has_value();
    }

    [[nodiscard]] OrderRow const& row() const { return row_; }

private:
    template <class Body>
    void apply(Body const&, Sequence) {}

    void apply(Fill const& fill, Sequence here) {
        if (is_ours(fill.maker) || is_ours(fill.taker)) lower(fill.quantity, "filled", here);
    }

    void apply(OrderDecremented const& both, Sequence here) {
        if (is_ours(both.maker) || is_ours(both.taker)) lower(both.quantity, "cancelled", here);
    }

    void apply(AmendOrder const& amended, Sequence) {
        if (!is_ours(amended.id) || amended.outcome != Outcome::ok) return;
        auto& terms = row_.placed;
        auto const open = amended.quantity.is_zero() ? row_.open : amended.quantity;
        terms.quantity = terms.quantity - row_.open + open;
        row_.open = open;
        if (amended.price != Price{}) terms.price = amended.price;
    }

    void apply(CancelOrder const& cancelled, Sequence here) {
        if (is_ours(cancelled.id) && cancelled.outcome == Outcome::ok) close("cancelled", here);
    }

    void apply(OrderCancelled const& cancelled, Sequence here) {
        bool const spent = cancelled.reason == CancelReason::budget_spent;
        if (is_ours(cancelled.order)) close(spent ? "filled" : "cancelled", here);
    }

    void apply(OrderExpired const& expired, Sequence here) {
        if (is_ours(expired.order)) close("expired", here);
    }

    [[nodiscard]] bool is_ours(OrderId id) const { return id == row_.placed.id; }

    void lower(Quantity quantity, std::string_view state, Sequence here) {
        if (row_.by_budget) return;  // ends with an entry of its own
        row_.open = row_.open - quantity;
        if (row_.open.is_zero()) close(state, here);
    }

    void close(std::string_view state, Sequence here) {
        row_.state = state;
        row_.closed = here;
    }

    OrderRow row_;
};

}  // namespace

Result<std::optional<OrderRow>> order_of_past(OrderId id,
                                              Record const& record,
                                              Point point,
                                              ById& by_id) {
    TALLY_TRY(entry, by_id.order(record, id));
    std::optional<OrderRow> row;
    if (!entry || entry->sequence.value >= point.size) return row;
    Life life{*entry};
    TALLY_TRYV(
        for_each_entry(record, entry->sequence.value + 1, point.size, [&](Entry const& later) {
            if (!life.follow(later)) return true;
            row = life.row();
            return false;
        }));
    return row;
}

}  // namespace tally::look
