#pragma once

#include "journal/entry.h"
#include "tools/import/lobster.h"

// The report's counts, taken from what is in the record and not from what was handed in.
namespace tally::lobster {

class Counter {
public:
    explicit Counter(ImportReport& report) : report_(report) {}

    // Every entry of the import, in order.
    void add(Entry const& entry);

    // After the last one.
    void end();

private:
    // The order that stands for an execution, while its fills come by.
    struct Execution {
        OrderId order;
        OrderId meant;
        Quantity wanted;
        Quantity got;  // from the resting order that NASDAQ chose
    };

    void add_command(Entry const& entry);
    void add_fill(Fill const& fill);

    ImportReport& report_;
    std::optional<Execution> execution_;
};

}  // namespace tally::lobster
