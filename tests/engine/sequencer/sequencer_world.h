#pragma once

#include "engine/sequencer/sequencer.h"
#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/signing_key.h"
#include "journal/store/rocks_store.h"
#include "tests/support/engine_harness.h"
#include "tests/support/random_commands.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace tally::testing {

class KeptReceipts final : public ReceiptSink {
public:
    void durable(std::span<Receipt const> receipts) override {
        all_.insert(all_.end(), receipts.begin(), receipts.end());
    }

    // Only while nothing is in flight.
    [[nodiscard]] std::vector<Receipt> const& all() const { return all_; }

private:
    std::vector<Receipt> all_;
};

inline SigningKey test_key() {
    Ed25519Seed seed;
    seed.bytes.fill(7);
    return SigningKey::from_seed("example.org/test", seed).value();
}

inline std::vector<std::string> verifier_lines(SigningKey const& key) {
    std::vector<std::string> lines;
    for (auto const& verifier : key.verifiers())
        lines.push_back(verifier.line());
    return lines;
}

inline void make_directory(std::filesystem::path const& directory) {
    StoreMeta meta;
    meta.origin = test_key().name();
    meta.verifier_keys = verifier_lines(test_key());
    auto store = RocksStore::create(directory, meta);
    ASSERT_TRUE(store) << store.error().text;
    ASSERT_TRUE(store.value()->close());
}

inline SequencerOptions small_options() {
    SequencerOptions options;
    options.key = test_key();
    options.digest_every = 500;
    options.snapshot_every = 1'000;
    options.snapshot_on_close = 200;
    options.recent_ids = 300;
    return options;
}

// A sequencer over a directory, with what it needs.
struct World {
    explicit World(std::filesystem::path const& directory,
                   SequencerOptions const& options = small_options()) {
        auto opened = Sequencer::open(directory, options, oracle, clock, receipts);
        if (opened)
            sequencer = std::move(opened).value();
        else
            failure = opened.error().text;
    }

    void submit(std::vector<Request> const& requests) {
        for (auto const& request : requests) {
            auto const submitted = sequencer->submit(Request{request});
            ASSERT_TRUE(submitted) << submitted.error().text;
        }
    }

    NoOracle oracle;
    ManualClock clock{Timestamp{1'600'000'000 * ns_per_second}};
    KeptReceipts receipts;
    std::unique_ptr<Sequencer> sequencer;
    std::string failure;
};

// Applies requests in one run over a directory that is made if need be; the tip at the end.
inline DurableTip apply_all(std::filesystem::path const& directory,
                            std::vector<Request> const& requests,
                            SequencerOptions const& options = small_options()) {
    if (!std::filesystem::exists(directory)) make_directory(directory);
    World world{directory, options};
    EXPECT_NE(world.sequencer, nullptr) << world.failure;
    if (world.sequencer == nullptr) return {};
    world.submit(requests);
    auto const flushed = world.sequencer->flush();
    EXPECT_TRUE(flushed) << flushed.error().text;
    auto const tip = world.sequencer->durable_tip();
    auto const closed = world.sequencer->close();
    EXPECT_TRUE(closed) << closed.error().text;
    return tip;
}

}  // namespace tally::testing
