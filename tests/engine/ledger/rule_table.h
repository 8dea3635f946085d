#pragma once

#include "journal/vocabulary/outcome.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace tally::testing {

// One way to break one rule. `sets` names what the mutation sets, as "field=value": two rules can
// be broken by one command if they set no field to different values.
template <class Command>
struct BrokenRule {
    Outcome outcome;
    std::vector<std::string> sets;
    std::function<void(Command&)> break_it;
};

inline bool contradict(std::vector<std::string> const& left,
                       std::vector<std::string> const& right) {
    for (auto const& a : left)
        for (auto const& b : right)
            if (a != b && a.substr(0, a.find('=')) == b.substr(0, b.find('='))) return true;
    return false;
}

// The table stands in order of precedence: of two rules broken at once, the first one answers.
// Returns how many pairs were tried.
template <class Command, class Decide>
std::size_t expect_precedence(std::vector<BrokenRule<Command>> const& rules,
                              Command const& sound,
                              Decide const& decide) {
    EXPECT_EQ(decide(sound), Outcome::ok);
    std::size_t pairs = 0;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        Command one = sound;
        rules[i].break_it(one);
        EXPECT_EQ(decide(one), rules[i].outcome);
        for (std::size_t j = i + 1; j < rules.size(); ++j) {
            if (contradict(rules[i].sets, rules[j].sets)) continue;
            Command both = one;
            rules[j].break_it(both);
            EXPECT_EQ(decide(both), rules[i].outcome)
                << "together with " << name_of(rules[j].outcome);
            ++pairs;
        }
    }
    return pairs;
}

}  // namespace tally::testing
