#pragma once

#include "journal/vocabulary/result.h"
#include "tools/bench/workload.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tally::bench {

struct ReadFigures {
    std::uint64_t elapsed_ns = 0;
    std::vector<std::uint64_t> latencies_ns;  // of each read, sorted; from asking to the answer
};

// Clients that read the balance of one account after the other, each with one question under way,
// on a thread of their own. An answer that is none, or is older than the one before, fails.
class Readers {
public:
    // The workload's accounts have to be there.
    [[nodiscard]] static Result<std::unique_ptr<Readers>> start(std::string const& server,
                                                                std::uint64_t count,
                                                                WorkloadShape const& shape);
    Readers(Readers const&) = delete;
    Readers& operator=(Readers const&) = delete;
    ~Readers();

    // Asks no more, and waits for the answers that are still to come.
    [[nodiscard]] Result<ReadFigures> finish();

private:
    class Inside;
    explicit Readers(std::unique_ptr<Inside> inside);

    std::unique_ptr<Inside> inside_;
};

}  // namespace tally::bench
