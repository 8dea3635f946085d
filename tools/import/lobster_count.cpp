#include "tools/import/lobster_count.h"

#include "tools/import/lobster_flow.h"

namespace tally::lobster {

void Counter::add(Entry const& entry) {
    ++report_.entries;
    if (auto const* const fill = std::get_if<Fill>(&entry.body)) return add_fill(*fill);
    if (is_command(entry.body)) add_command(entry);
}

void Counter::end() {
    if (execution_ && execution_->got == execution_->wanted) ++report_.same_order;
    execution_.reset();
}

void Counter::add_command(Entry const& entry) {
    end();
    auto const* const order = std::get_if<PlaceOrder>(&entry.body);
    auto const meant = order != nullptr ? meant_for(order->id) : std::nullopt;
    if (meant) ++report_.executions;
    auto const outcome = outcome_of(entry.body);
    if (outcome != Outcome::ok) {
        ++report_.refused[std::string{name_of(outcome)}];
        return;
    }
    if (std::holds_alternative<AmendOrder>(entry.body)) ++report_.amended;
    if (std::holds_alternative<CancelOrder>(entry.body)) ++report_.cancelled;
    if (order != nullptr) ++report_.orders;
    if (meant) execution_ = Execution{order->id, *meant, order->quantity, {}};
}

void Counter::add_fill(Fill const& fill) {
    ++report_.fills;
    report_.volume += fill.quantity.units();
    report_.notional += fill.quote.units();
    if (!execution_ || execution_->order != fill.taker) {
        ++report_.crossed_on_arrival;
    } else if (execution_->meant == fill.maker) {
        execution_->got += fill.quantity;
    }
}

}  // namespace tally::lobster
