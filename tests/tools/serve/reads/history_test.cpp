// History by index against history by folding: a random record of more than one run of movements.
#include "journal/store/rocks_store.h"
#include "tests/engine/sequencer/sequencer_world.h"
#include "tests/tools/serve/reads/asking.h"
#include "tools/look/balances.h"
#include "tools/look/fills.h"
#include "tools/look/lists.h"
#include "tools/serve/reads/memory_output.h"
#include "tools/text/time.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace tally::serve {
namespace {

constexpr std::uint64_t run = MovementRun::entries;

class HistoryTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        directory_ = new TemporaryDirectory;
        auto options = testing::small_options();
        options.snapshot_every = 30'000;
        options.digest_every = 50'000;
        options.recent_ids = 20'000;
        testing::apply_all(data(), testing::RandomCommands{11}.take(run + 6'000), options);
        store_ = RocksStore::open(data(), OpenMode::read_only).value().release();
        auto const opened = open();
        view_ = new look::View{opened.value()};
        ASSERT_GT(view_->point.size, run + 1'000);
    }

    static void TearDownTestSuite() {
        delete view_;
        delete store_;
        delete directory_;
    }

    static std::string data() { return (*directory_ / "data").string(); }

    static Result<look::View> open(std::optional<std::uint64_t> at = std::nullopt) {
        cli::CommonOptions options;
        options.data = data();
        if (at) options.at = std::to_string(*at);
        return look::open_view(options);
    }

    static AskingOptions options() {
        return {data(), view_->state.get(), 50'000, [] {
                    return Record::over(data(), *store_, store_->ids());
                }};
    }

    // What is written to an output.
    template <class Write>
    static std::string written(Write const& write) {
        return MemoryOutput{}
            .collect([&](cli::Output& output) -> Result<void> {
                TALLY_TRYV(write(output));
                return success();
            })
            .value();
    }

    // A statement as a fold from a snapshot or from the first entry writes it.
    static std::string folded(look::View const& view,
                              std::string const& account,
                              std::string const& begin,
                              std::string const& end,
                              std::string const& effective = {}) {
        cli::CommonOptions common;
        common.account = account;
        common.begin = begin;
        common.end = end;
        common.effective = effective;
        look::Window everything;
        return written(
            [&](cli::Output& output) { return look::statement(common, view, everything, output); });
    }

    // Not while it was taking, when no State has it but within a command.
    static bool left_from_the_book(std::uint64_t sequence, OrderId id) {
        auto const entry = view_->record->entry(Sequence{sequence}).value();
        auto const* const fill = std::get_if<Fill>(&entry.body);
        return std::holds_alternative<CancelOrder>(entry.body) ||
               (fill != nullptr && fill->maker == id);
    }

    static std::string time_of(std::uint64_t sequence) {
        return text::format_time(view_->record->entry(Sequence{sequence}).value().time);
    }

    static inline TemporaryDirectory* directory_ = nullptr;
    static inline RocksStore* store_ = nullptr;
    static inline look::View* view_ = nullptr;
};

TEST_F(HistoryTest, StatementsByIndexAreThoseOfAFold) {
    Asking asking{options()};
    for (std::uint64_t const at :
         {view_->point.size - 1, run, run - 1, run - 2, std::uint64_t{300}}) {
        auto const view = open(at).value();
        for (auto const* const account : {"11", "12", "21", "142", "401"}) {
            SCOPED_TRACE(std::string{account} + " at " + std::to_string(at));
            auto const ask = [&](std::string const& query) { return asking.ask(query, at); };
            auto const all = ask("statements/" + std::string{account});
            ASSERT_EQ(all.status, 200U) << all.body;
            EXPECT_EQ(all.sequence, at + 1);
            EXPECT_EQ(all.body, folded(view, account, "", ""));
            auto const from = time_of(at / 2);
            auto const to = time_of(at - 20);
            auto const part =
                ask("statements/" + std::string{account} + "?begin=" + from + "&end=" + to);
            EXPECT_EQ(part.body, folded(view, account, from, to));
            std::string pages;
            for (std::size_t offset = 0; offset < 30; offset += 10)
                pages += ask("statements/" + std::string{account} +
                             "?limit=10&offset=" + std::to_string(offset))
                             .body;
            EXPECT_EQ(pages, ask("statements/" + std::string{account} + "?limit=30").body);
            EXPECT_TRUE(all.body.starts_with(pages));
        }
    }
    auto const day = time_of(0).substr(0, 10);
    EXPECT_EQ(asking.ask("statements/12?effective=" + day).body, folded(*view_, "12", "", "", day));
    EXPECT_EQ(asking.ask("statements/12?effective=1999-12-31").body,
              folded(*view_, "12", "", "", "1999-12-31"));
    EXPECT_EQ(asking.ask("statements/401", 50).status, 404U);  // created later
    EXPECT_EQ(asking.ask("statements/999999").status, 404U);
    EXPECT_EQ(asking.ask("statements/nobody").status, 400U);
}

// A question for a list of history, in words and as a fold understands it.
struct ListQuestion {
    std::map<std::string, std::string> parameters;
    std::size_t offset = 0;
    std::size_t limit = 0;

    [[nodiscard]] std::string query(std::string const& what) const {
        auto text = what + "?offset=" + std::to_string(offset) + "&limit=" + std::to_string(limit);
        for (auto const& [name, value] : parameters)
            text += "&" + name + "=" + value;
        return text;
    }

    [[nodiscard]] std::string operator[](std::string const& name) const {
        auto const found = parameters.find(name);
        return found == parameters.end() ? std::string{} : found->second;
    }
};

std::string transfers_by_fold(ListQuestion const& asked,
                              look::View const& view,
                              cli::Output& output) {
    look::TransferFilter filter;
    filter.debit = asked["debit"];
    filter.credit = asked["credit"];
    filter.code = asked["code"];
    filter.state = asked["state"];
    filter.from = asked["from"];
    filter.to = asked["to"];
    cli::CommonOptions common;
    common.account = asked["account"];
    look::Window window{{asked.offset, asked.limit}};
    auto const told = look::transfers(filter, common, view, window, output);
    return told ? std::string{} : told.error().text;
}

std::string fills_by_fold(ListQuestion const& asked, look::View const& view, cli::Output& output) {
    look::FillFilter const filter{asked["owner"], asked["from"], asked["to"]};
    cli::CommonOptions common;
    common.market = asked["market"];
    look::Window window{{asked.offset, asked.limit}};
    auto const told = look::fills(filter, common, view, window, output);
    return told ? std::string{} : told.error().text;
}

ListQuestion any_page(std::uint64_t size) {
    ListQuestion asked;
    asked.offset = *rc::gen::element<std::size_t>(0, 0, 1, 7, 60, 5'000);
    asked.limit = *rc::gen::element<std::size_t>(1, 5, 40, 1'000);
    if (*rc::gen::inRange(0, 3) == 0)
        asked.parameters["from"] = std::to_string(*rc::gen::inRange<std::uint64_t>(0, size));
    if (*rc::gen::inRange(0, 3) == 0)
        asked.parameters["to"] = std::to_string(*rc::gen::inRange<std::uint64_t>(0, size));
    return asked;
}

void maybe(ListQuestion& asked, char const* name, std::vector<std::string> const& values) {
    if (*rc::gen::inRange(0, 3) == 0) asked.parameters[name] = *rc::gen::elementOf(values);
}

class HistoryPropertyTest : public HistoryTest {
protected:
    HistoryPropertyTest() {
        for (std::uint64_t const at : {view_->point.size - 1, run + 900, run, run - 1, run / 3})
            views_.push_back(open(at).value());
    }

    // Compares many questions with what a fold says, at several points.
    template <class Question, class ByFold>
    void compare(std::string const& what, Question const& question, ByFold const& by_fold) {
        Asking asking{options()};
        std::size_t rows = 0;
        EXPECT_TRUE(rc::check([&] {
            auto const& view = views_[*rc::gen::inRange<std::size_t>(0, views_.size())];
            auto asked = any_page(view.point.size);
            question(asked);
            auto const answer = asking.ask(asked.query(what), view.point.size - 1);
            std::string failure;
            auto const folded = written([&](cli::Output& output) -> Result<void> {
                failure = by_fold(asked, view, output);
                return success();
            });
            RC_LOG(asked.query(what) + " at " + std::to_string(view.point.size - 1));
            RC_ASSERT(failure.empty() == (answer.status == 200));
            if (failure.empty()) RC_ASSERT(answer.body == folded);
            rows += failure.empty() && !folded.empty() ? 1U : 0U;
        }));
        EXPECT_GT(rows, 5U);
    }

    std::vector<look::View> views_;
};

TEST_F(HistoryPropertyTest, TransfersOfAnAccountByIndexAreThoseOfAFold) {
    std::vector<std::string> const accounts{"11", "12", "21", "142", "401", "999999"};
    auto const question = [&](ListQuestion& asked) {
        asked.parameters[*rc::gen::element<char const*>("account", "debit", "credit")] =
            *rc::gen::elementOf(accounts);
        maybe(asked, "credit", accounts);
        maybe(asked, "state", {"pending", "posted", "voided", "expired", "asleep"});
        maybe(asked, "code", {"1", "2", "10"});
    };
    compare("transfers", question, transfers_by_fold);
}

TEST_F(HistoryPropertyTest, FillsByIndexAreThoseOfAFold) {
    auto const question = [](ListQuestion& asked) {
        maybe(asked, "owner", {"1", "2", "3", "40", "77"});
        maybe(asked, "market", {"BTC-USD", "BTC-USD", "ETH-USD"});
    };
    compare("fills", question, fills_by_fold);
}

TEST_F(HistoryPropertyTest, EveryStateOfATransferWasMet) {
    Asking asking{options()};
    for (std::string const state : {"pending", "posted", "voided", "expired"}) {
        std::string found;
        for (std::string const account : {"11", "12", "21", "22", "31", "142"})
            found += asking.ask("transfers?limit=1&account=" + account + "&state=" + state).body;
        EXPECT_FALSE(found.empty()) << state;
    }
}

TEST_F(HistoryTest, ADamagedIndexIsMadeAnew) {
    auto const file = std::filesystem::path{data()} / "movements" / "run-0";
    auto const before = Asking{options()}.ask("statements/21").body;
    ASSERT_TRUE(std::filesystem::exists(file));
    auto const size = std::filesystem::file_size(file);
    for (auto const place : {std::uintmax_t{20}, size / 2, size - 1}) {
        Asking asking{options()};
        EXPECT_EQ(asking.ask("statements/11").status, 200U);
        {
            std::fstream damage{file, std::ios::in | std::ios::out | std::ios::binary};
            damage.seekg(static_cast<std::streamoff>(place));
            auto const byte = static_cast<char>(damage.get() ^ 1);
            damage.seekp(static_cast<std::streamoff>(place));
            damage.put(byte);
        }
        for (auto const* const account : {"11", "12", "21", "401"})
            EXPECT_EQ(asking.ask("statements/" + std::string{account}).body,
                      folded(*view_, account, "", ""));
        EXPECT_EQ(Asking{options()}.ask("statements/21").body, before);
    }
    std::filesystem::remove_all(file.parent_path());
    EXPECT_EQ(Asking{options()}.ask("statements/21").body, before);
}

TEST_F(HistoryTest, ASecondQuestionAtAPointFoldsNothingAndALaterOneWhatIsBetween) {
    Asking asking{options()};
    auto const& figures = asking.reads().view_figures();
    auto const first = asking.ask("balances", 40'000);
    EXPECT_EQ(figures.loaded, 1U);
    auto const folded = figures.entries.load();
    EXPECT_EQ(asking.ask("balances", 40'000).body, first.body);
    EXPECT_EQ(asking.ask("accounts/21", 40'000).status, 200U);
    EXPECT_EQ(figures.entries, folded);
    EXPECT_EQ(figures.warm, 2U);
    static_cast<void>(asking.ask("balances", 40'123));
    EXPECT_EQ(figures.entries, folded + 123);
    EXPECT_GE(figures.went_on, 1U);
    EXPECT_EQ(asking.ask("balances", 40'000).body, first.body);
    EXPECT_EQ(figures.loaded, 2U);
}

TEST_F(HistoryTest, WhatAnIdLeadsToIsWhatTheListHas) {
    Asking asking{options()};
    auto const list = asking.ask("transfers?limit=4000").body;
    std::size_t asked = 0;
    std::size_t line_number = 0;
    for (std::size_t from = 0; from < list.size(); ++line_number) {
        auto const end = list.find('\n', from) + 1;
        auto const line = list.substr(from, end - from);
        from = end;
        bool const pends = line.find("\"pending\"") != std::string::npos;
        if (line_number % (pends ? 7 : 97) != 0) continue;
        auto const id = line.substr(7, line.find('"', 7) - 7);
        EXPECT_EQ(asking.ask("transfers/" + id).body, line);
        ++asked;
    }
    EXPECT_GT(asked, 40U);
    EXPECT_EQ(asking.ask("transfers/987654321987").body, "");
    EXPECT_EQ(asking.ask("entries/700").body, asking.ask("entries?from=700&to=700").body);
}

// An order's own entries tell what a fold tells: closed from the entry that is named, not before.
TEST_F(HistoryTest, AnOrderIsOpenUntilTheEntryThatClosedIt) {
    Asking asking{options()};
    std::size_t closed = 0;
    ASSERT_TRUE(for_each_entry(*view_->record, 5'000, 7'000, [&](Entry const& entry) {
        auto const* const placed = std::get_if<PlaceOrder>(&entry.body);
        if (placed == nullptr || placed->outcome != Outcome::ok) return true;
        auto const query = "orders/" + look::id_text(placed->id.value);
        auto const now = asking.ask(query);
        EXPECT_EQ(now.status, 200U) << now.body;
        auto const mark = now.body.find("\"closed\":");
        bool const is_open = view_->state->markets().find_order(placed->id) != no_order;
        EXPECT_EQ(mark == std::string::npos, is_open) << now.body;
        if (is_open) return true;
        auto const left = std::stoull(now.body.substr(mark + 9));
        EXPECT_EQ(asking.ask(query, left).body, now.body);
        if (left_from_the_book(left, placed->id)) {
            auto const before = open(left - 1).value();
            EXPECT_NE(before.state->markets().find_order(placed->id), no_order) << now.body;
        }
        auto const after = open(left).value();
        EXPECT_EQ(after.state->markets().find_order(placed->id), no_order) << now.body;
        return ++closed < 12;
    }));
    EXPECT_EQ(closed, 12U);
}

}  // namespace
}  // namespace tally::serve
