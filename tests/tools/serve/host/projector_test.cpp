#include "tools/serve/host/projector.h"

#include "engine/sequencer/projection_digest.h"
#include "tests/engine/sequencer/numbered_commands.h"
#include "tests/engine/sequencer/sequencer_world.h"
#include "tests/tools/serve/host/projector_parts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <optional>
#include <vector>

namespace tally::serve {
namespace {

using testing::first_transfer;
using testing::NoOracle;
using testing::numbered_command;

using Digests = std::vector<Hash32>;

Digests digests_of(State const& state) {
    Digests digests;
    for (auto const kind : State::kinds)
        digests.push_back(projection_digest(state, kind).digest);
    return digests;
}

// Tells a projector what is durable.
class Growth final : public ReceiptSink {
public:
    void durable(std::span<Receipt const> receipts) override {
        std::lock_guard const lock{mutex_};
        last_ = receipts.back();
        if (projector_ != nullptr) projector_->grew(tip_locked());
    }

    void tell(Projector* projector) {
        std::lock_guard const lock{mutex_};
        projector_ = projector;
    }

    [[nodiscard]] Receipt last() {
        std::lock_guard const lock{mutex_};
        return last_;
    }

private:
    [[nodiscard]] std::uint64_t tip_locked() const {
        return last_.sequence.value + last_.consequences + 1;
    }

    std::mutex mutex_;
    Projector* projector_ = nullptr;
    Receipt last_;
};

// A sequencer that leaves snapshots to a projector.
class HostWorld {
public:
    explicit HostWorld(std::filesystem::path data,
                       std::uint64_t snapshot_every = 1'000'000,
                       std::chrono::microseconds answering_for = std::chrono::milliseconds{2})
        : data_(std::move(data)), answering_for_(answering_for) {
        if (!std::filesystem::exists(data_)) testing::make_directory(data_);
        auto options = testing::small_options();
        options.snapshots_from_outside = true;
        options.snapshot_on_close = 1'000'000'000;
        auto opened = Sequencer::open(data_, std::move(options), oracle_, clock_, growth_);
        EXPECT_TRUE(opened) << opened.error().text;
        sequencer_ = std::move(opened).value();
        next_ = sequencer_->recovery().size == 0 ? 0 : next_;
        start(snapshot_every);
    }

    ~HostWorld() {
        growth_.tell(nullptr);
        projector_.reset();
    }

    HostWorld(HostWorld const&) = delete;
    HostWorld& operator=(HostWorld const&) = delete;

    ProjectorParts parts(std::uint64_t snapshot_every) {
        auto parts = projector_parts(*sequencer_);
        parts.tip = sequencer_->recovery().size;
        parts.snapshot_every = snapshot_every;
        parts.answering_for = answering_for_;
        return parts;
    }

    void submit(std::uint64_t count) {
        for (auto const end = next_ + count; next_ < end; ++next_) {
            auto const submitted = sequencer_->submit(numbered_command(next_));
            ASSERT_TRUE(submitted) << submitted.error().text;
        }
    }

    void flush() { ASSERT_TRUE(sequencer_->flush()); }

    [[nodiscard]] std::uint64_t size() const { return sequencer_->durable_tip().size; }

    // The answer to a question that waits for so many entries.
    template <class Answer>
    [[nodiscard]] std::optional<Answer> ask(std::uint64_t at_least,
                                            std::function<Answer(State const&)> const& question) {
        std::promise<std::optional<Answer>> answer;
        EXPECT_TRUE(projector_->ask(at_least, [&](State const* state) {
            answer.set_value(state == nullptr ? std::nullopt
                                              : std::optional<Answer>{question(*state)});
        }));
        return answer.get_future().get();
    }

    void close() {
        growth_.tell(nullptr);
        projector_.reset();
        auto const closed = sequencer_->close();
        ASSERT_TRUE(closed) << closed.error().text;
    }

    [[nodiscard]] Sequencer& sequencer() { return *sequencer_; }

    [[nodiscard]] Projector& projector() { return *projector_; }

    [[nodiscard]] Growth& growth() { return growth_; }

    void skip_to(std::uint64_t command) { next_ = command; }

private:
    void start(std::uint64_t snapshot_every) {
        projector_ = std::make_unique<Projector>(parts(snapshot_every));
        growth_.tell(projector_.get());
    }

    std::filesystem::path data_;
    std::chrono::microseconds answering_for_;
    NoOracle oracle_;
    ManualClock clock_{Timestamp{1'600'000'000 * ns_per_second}};
    Growth growth_;
    std::unique_ptr<Sequencer> sequencer_;
    std::unique_ptr<Projector> projector_;
    std::uint64_t next_ = 0;
};

std::uint64_t seen(State const& state) {
    return state.next_sequence().value;
}

TEST(ProjectorTest, AfterTheLastEntryItsStateIsTheEngines) {
    TemporaryDirectory directory;
    HostWorld world{directory / "data"};
    for (int round = 0; round < 20; ++round) {
        world.submit(100);
        world.flush();
        auto const digests = world.ask<Digests>(world.size(), digests_of);
        EXPECT_EQ(digests, digests_of(world.sequencer().state()));
    }
}

TEST(ProjectorTest, WhoReadsAfterAnAnswerSeesTheCommandWithoutAFlush) {
    TemporaryDirectory directory;
    HostWorld world{directory / "data"};
    world.submit(50);
    world.flush();
    auto const answered = world.growth().last().sequence;
    auto const next = world.ask<std::uint64_t>(answered.value + 1, seen);
    ASSERT_TRUE(next);
    EXPECT_GT(*next, answered.value);
}

TEST(ProjectorTest, AQuestionWaitsForTheEntriesThatItNeeds) {
    TemporaryDirectory directory;
    HostWorld world{directory / "data"};
    world.submit(10);
    world.flush();
    std::promise<std::uint64_t> answer;
    ASSERT_TRUE(world.projector().ask(world.size() + 40, [&](State const* state) {
        answer.set_value(state == nullptr ? 0 : seen(*state));
    }));
    auto const wanted = world.size() + 40;
    EXPECT_LT(world.ask<std::uint64_t>(world.size(), seen), wanted);
    world.submit(60);
    world.flush();
    EXPECT_GE(answer.get_future().get(), wanted);
}

TEST(ProjectorTest, AQuestionThatCannotBeAnsweredAnyMoreIsToldSo) {
    TemporaryDirectory directory;
    HostWorld world{directory / "data"};
    std::promise<bool> had_state;
    ASSERT_TRUE(world.projector().ask(
        1'000'000, [&](State const* state) { had_state.set_value(state != nullptr); }));
    world.close();
    EXPECT_FALSE(had_state.get_future().get());
}

// The first question lasts until there is more to fold; those after it see it folded in between.
TEST(ProjectorTest, AFloodOfQuestionsDoesNotStopTheFold) {
    TemporaryDirectory directory;
    HostWorld world{directory / "data", 1'000'000, std::chrono::microseconds{0}};
    std::promise<void> grown;
    std::vector<std::uint64_t> positions;
    std::promise<void> answered;
    constexpr std::size_t questions = 40;
    for (std::size_t i = 0; i < questions; ++i) {
        ASSERT_TRUE(world.projector().ask(0, [&](State const* state) {
            if (positions.empty()) grown.get_future().wait();
            positions.push_back(state == nullptr ? 0 : seen(*state));
            if (positions.size() == questions) answered.set_value();
        }));
    }
    for (int block = 0; block < 10; ++block) {
        world.submit(10);
        world.flush();
    }
    grown.set_value();
    answered.get_future().wait();
    EXPECT_LT(positions.front(), world.size());
    EXPECT_EQ(positions.back(), world.size());
    EXPECT_TRUE(std::is_sorted(positions.begin(), positions.end()));
}

TEST(ProjectorTest, WhenTooManyQuestionsWaitTheNextIsRefused) {
    TemporaryDirectory directory;
    HostWorld world{directory / "data"};
    auto parts = world.parts(1'000'000);
    parts.questions_max = 2;
    unsigned told = 0;
    {
        Projector projector{std::move(parts)};
        auto const question = [&](State const* state) { told += state == nullptr ? 1 : 0; };
        EXPECT_TRUE(projector.ask(1'000'000, question));
        EXPECT_TRUE(projector.ask(1'000'000, question));
        EXPECT_FALSE(projector.ask(1'000'000, question));
    }
    EXPECT_EQ(told, 2U);
}

TEST(ProjectorTest, ARecordThatCannotBeReadIsAFailureAndNobodyIsLeftWaiting) {
    TemporaryDirectory directory;
    HostWorld world{directory / "data"};
    auto parts = world.parts(1'000'000);
    std::promise<std::string> failure;
    parts.read = [](Sequence) -> Result<std::unique_ptr<BlockCursor>> {
        return Failure{FailureKind::system, "the disk is gone"};
    };
    parts.on_failure = [&](Failure const& told) { failure.set_value(told.text); };
    Projector projector{std::move(parts)};
    EXPECT_EQ(failure.get_future().get(), "following the record: the disk is gone");
    std::optional<bool> had_state;
    EXPECT_TRUE(projector.ask(0, [&](State const* state) { had_state = state != nullptr; }));
    EXPECT_EQ(had_state, false);
}

TEST(ProjectorTest, ASnapshotTakenWhileTheEngineGoesOnServesTheNextStart) {
    TemporaryDirectory directory;
    std::uint64_t commands = 0;
    Digests digests;
    {
        HostWorld world{directory / "data", 1'500};
        while (world.projector().snapshots() < 3) {
            world.submit(100);
            commands += 100;
            world.flush();  // the engine goes on while the projector may be saving
            static_cast<void>(world.ask<std::uint64_t>(world.size() - 90, seen));
        }
        EXPECT_EQ(world.projector().snapshot_failure(), std::nullopt);
        digests = digests_of(world.sequencer().state());
        world.close();
    }
    HostWorld again{directory / "data"};
    auto const& recovery = again.sequencer().recovery();
    EXPECT_TRUE(recovery.notes.empty()) << recovery.notes.front();
    EXPECT_GE(recovery.snapshot_size, 4'500U);
    EXPECT_EQ(recovery.entries_applied, recovery.size - recovery.snapshot_size);
    EXPECT_EQ(digests_of(again.sequencer().state()), digests);
    EXPECT_EQ(again.ask<Digests>(again.size(), digests_of), digests);

    again.skip_to(commands - 100);  // ids of the past are still known
    again.submit(95);
    again.flush();
    EXPECT_EQ(again.growth().last().outcome, Outcome::exists);
}

TEST(ProjectorTest, WhoStartsFromASnapshotComesToTheSameState) {
    TemporaryDirectory directory;
    {
        HostWorld world{directory / "data", 500};
        world.submit(2'000);
        world.flush();
        static_cast<void>(world.ask<std::uint64_t>(world.size(), seen));
        world.close();
    }
    HostWorld world{directory / "data"};
    auto loaded = world.sequencer().load_snapshot();
    ASSERT_TRUE(loaded);
    EXPECT_GT(seen(*loaded.value().state), 0U);
    EXPECT_EQ(world.ask<Digests>(world.size(), digests_of), digests_of(world.sequencer().state()));
}

}  // namespace
}  // namespace tally::serve
