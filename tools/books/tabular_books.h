#pragma once

#include "tools/books/tables.h"
#include "tools/books/writer.h"
#include "tools/look/shown.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace tally::books {

// A record as tables: what each entry says and does becomes rows as it is folded; what only the end
// knows (balances, escrows, withdrawals) follows then.
class TabularBooks final : public Writer {
public:
    explicit TabularBooks(std::unique_ptr<TableSink> sink) : sink_(std::move(sink)) {}

    [[nodiscard]] Result<void> begin(Heading const& heading, State const& before) override;
    [[nodiscard]] Result<void> entry(Entry const& entry, State const& after) override;
    [[nodiscard]] Result<void> end(State const& after) override;

private:
    [[nodiscard]] Result<void> write_about(Heading const& heading);
    [[nodiscard]] Result<void> write_balances(Table table, State const& state);
    [[nodiscard]] Result<void> write_postings(Entry const& entry, State const& after);
    [[nodiscard]] Result<void> write_holds(Entry const& entry, State const& after);

    std::unique_ptr<TableSink> sink_;
};

// The row of the table that is about what the entry's body says, if there is one.
[[nodiscard]] Result<void> write_body(TableSink& sink, Entry const& entry, State const& after);

// What only the end of a record knows, balances aside.
[[nodiscard]] Result<void> write_end(TableSink& sink, State const& state);

// An amount of an asset of the state.
[[nodiscard]] Value amount_of(State const& state, Amount amount, AssetNumber asset);

// Empty for zero, which names nobody.
[[nodiscard]] Value id_of(uint128 id);

}  // namespace tally::books
