#include "tests/support/scenario.h"

#include "tests/support/engine_harness.h"
#include "tools/json/parse_command.h"
#include "tools/json/resolve.h"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

namespace tally::testing {

namespace {

class Player {
public:
    explicit Player(std::string file) : file_(std::move(file)) {}

    void play(std::string const& line) {
        ++line_;
        if (line.empty() || line.front() == '#') return;
        if (line.front() == '{') return command(line);
        if (!chain_.empty()) return fail("a linked chain is not ended");
        std::istringstream words{line};
        std::string verb;
        words >> verb;
        if (verb == "->") return expect_entries(line.substr(3));
        if (verb == "account") return expect_account(words);
        fail("neither a command nor an expectation: " + line);
    }

    void finish() {
        if (!chain_.empty()) fail("a linked chain is not ended");
        if (!answered_) fail("the last command has no ->");
    }

    std::vector<std::string> differences;

private:
    void fail(std::string const& what) {
        differences.push_back(file_ + ":" + std::to_string(line_) + ": " + what);
    }

    void command(std::string const& line) {
        if (!std::exchange(answered_, true)) fail("the command before has no ->");
        json::ParsedCommand parsed;
        if (!parser_.parse(line, parsed)) return fail(parser_.fault().text);
        json::Resolver resolver{harness_.state(), &harness_.past()};
        if (!resolver.resolve(parsed, chain_)) return fail(resolver.fault().text);
        bool const goes_on = parsed.linked;
        chain_.push_back(std::move(parsed));
        if (!goes_on) execute();
    }

    void execute() {
        shown_ = harness_.entries().size();
        std::vector<Body> bodies;
        for (auto& each : chain_)
            bodies.push_back(each.body);
        auto const time = chain_.front().time.value_or(harness_.later(1));
        chain_.clear();
        answered_ = false;
        if (time < harness_.now()) return fail("time goes back");
        if (bodies.size() == 1)
            harness_.run_at(bodies.front(), time);
        else
            harness_.run_chain(bodies);
    }

    void expect_entries(std::string const& expected) {
        answered_ = true;
        std::string got;
        for (; shown_ < harness_.entries().size(); ++shown_) {
            Body const& body = harness_.entries()[shown_].body;
            bool const by_outcome = is_command(body) && !std::holds_alternative<Tick>(body);
            got += got.empty() ? "" : " ";
            got += by_outcome ? name_of(outcome_of(body)) : kind_name(body);
        }
        if (got != expected) fail("the record got: " + got);
    }

    void expect_account(std::istringstream& words) {
        std::uint64_t id = 0;
        words >> id;
        auto const handle = harness_.ledger().find(AccountId{id});
        if (handle.is_none()) return fail("no account " + std::to_string(id));
        Account const& account = harness_.ledger().account(handle);
        std::map<std::string, Amount> const totals{{"debits_posted", account.debits_posted},
                                                   {"debits_pending", account.debits_pending},
                                                   {"credits_posted", account.credits_posted},
                                                   {"credits_pending", account.credits_pending},
                                                   {"held", account.held}};
        for (std::string word; words >> word;) {
            auto const equals = std::min(word.find('='), word.size());
            auto const total = totals.find(word.substr(0, equals));
            if (total == totals.end()) return fail("no such total: " + word);
            auto const units = std::to_string(low_half(total->second.units()));
            if (word.substr(equals) != "=" + units) fail(total->first + " is " + units);
        }
    }

    std::string file_;
    std::size_t line_ = 0;
    SpokenOracle oracle_;
    EngineHarness harness_{oracle_};
    json::CommandParser parser_;
    std::vector<json::ParsedCommand> chain_;
    std::size_t shown_ = 0;
    bool answered_ = true;
};

}  // namespace

std::vector<std::string> play_scenario(std::string const& file, std::string_view text) {
    Player player{file};
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);)
        player.play(line);
    player.finish();
    return player.differences;
}

}  // namespace tally::testing
