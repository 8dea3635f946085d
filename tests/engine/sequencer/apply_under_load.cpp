// A process that a test kills: apply_under_load DIRECTORY FROM COUNT submits numbered commands as
// fast as it can and writes a line "number sequence" for each one that is answered.
#include "engine/sequencer/sequencer.h"
#include "tests/engine/sequencer/numbered_commands.h"
#include "tests/support/engine_harness.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace tally::testing {
namespace {

class Printed final : public ReceiptSink {
public:
    explicit Printed(std::uint64_t from) : from_(from) {}

    void durable(std::span<Receipt const> receipts) override {
        std::string text;
        for (auto const& receipt : receipts)
            text += std::to_string(from_ + receipt.number) + " " +
                    std::to_string(receipt.sequence.value) + "\n";
        if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) std::_Exit(3);
    }

private:
    std::uint64_t from_;
};

int apply(char const* directory, std::uint64_t from, std::uint64_t count) {
    NoOracle const oracle;
    SystemClock const clock;
    Printed sink{from};
    SequencerOptions options;
    options.digest_every = 3'000;
    options.snapshot_every = 6'000;
    options.recent_ids = 1'000;
    auto sequencer = Sequencer::open(directory, options, oracle, clock, sink);
    if (!sequencer) {
        std::fprintf(stderr, "%s\n", sequencer.error().text.c_str());
        return 1;
    }
    for (std::uint64_t i = from; i < from + count; ++i)
        if (!sequencer.value()->submit(numbered_command(i))) return 2;
    return sequencer.value()->flush() ? 0 : 2;
}

}  // namespace
}  // namespace tally::testing

int main(int argc, char** argv) {
    if (argc != 4) return 1;
    return tally::testing::apply(argv[1], std::stoull(argv[2]), std::stoull(argv[3]));
}
