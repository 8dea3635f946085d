// Any bytes as batches that a client sends, leaves or lines of JSON, through all that a server does
// with them up to the entries that they become: "if decide accepts, apply succeeds" for what really
// comes in. (decide_fuzz makes better commands; these have fields that nobody would fill so.)
#include "journal/vocabulary/check.h"
#include "tests/support/engine_harness.h"
#include "tests/support/saved_state.h"
#include "tools/json/resolve.h"
#include "tools/serve/intake/job.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace {

using namespace tally;

constexpr std::size_t commands_max = 64;
constexpr std::string_view cut = "\n---\n";

class Served {
public:
    void take(serve::Job& job) {
        while (!job.is_done()) {
            json::ParsedCommand command;
            if (!reader_.next(job, command)) continue;
            if (job.is_json && !resolver_.resolve(command, {})) {
                TALLY_CHECK(!resolver_.fault().text.empty());
                continue;
            }
            run(command);
        }
        TALLY_CHECK(job.faults.size() <= job.commands);
    }

    // The live state and one that only ever saw the entries are the same, and so is one that was
    // saved and loaded.
    void check() const {
        State folded;
        for (auto const& entry : harness_.entries())
            folded.apply(entry);
        auto const live = testing::saved(harness_.state());
        TALLY_CHECK(testing::saved(folded) == live);
        State loaded;
        testing::BytesSource source{live};
        for (auto const kind : State::kinds)
            TALLY_CHECK(loaded.load(kind, source));
        TALLY_CHECK(source.at_end());
    }

private:
    // As the sequencer does: a time that goes back, or is none, is no command's.
    void run(json::ParsedCommand& command) {
        auto const time = command.time.value_or(harness_.later(1));
        if (time < harness_.now() || time == never) return;
        auto const key = command.proof ? command.proof->key : KeyNumber{};
        auto const* const signature = command.proof ? &command.proof->signature : nullptr;
        harness_.run_at(std::move(command.body), time, key, signature);
    }

    testing::SpokenOracle oracle_;
    testing::EngineHarness harness_{oracle_};
    json::Resolver resolver_{harness_.state(), &harness_.past()};
    serve::JobReader reader_;
};

serve::Job job_of(std::span<std::uint8_t const> bytes) {
    serve::Job job;
    std::string_view const text{reinterpret_cast<char const*>(bytes.data()), bytes.size()};
    job.is_json = text.starts_with('{');
    job.bytes.assign(bytes.begin(), bytes.end());
    if (job.is_json) {
        job.commands = static_cast<std::uint32_t>(serve::count_lines(text));
        return job;
    }
    job.commands = 1;
    job.sizes.push_back(static_cast<std::uint16_t>(std::min<std::size_t>(bytes.size(), 65'535)));
    return job;
}

}  // namespace

// Batches are parted by lines "---".
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    Served served;
    std::string_view rest{reinterpret_cast<char const*>(data), size};
    for (std::size_t count = 0; count < commands_max && !rest.empty(); ++count) {
        auto const piece = rest.substr(0, rest.find(cut));
        rest.remove_prefix(std::min(rest.size(), piece.size() + cut.size()));
        auto job = job_of({reinterpret_cast<std::uint8_t const*>(piece.data()), piece.size()});
        served.take(job);
    }
    served.check();
    return 0;
}
