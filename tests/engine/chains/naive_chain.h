#pragma once

#include "tests/engine/chains/chain_world.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace tally::testing {

// What a chain's history means, the slow way: it keeps every block for ever, and after each step
// throws all sums away and adds them up again from the branch that is the chain now. It shares no
// code with what it judges. Blocks, transfers and withdrawals go by their test labels.
class NaiveChain {
public:
    struct Block {
        std::uint64_t number = 0;
        std::uint64_t parent = 0;
        std::vector<ChainEvent> events;
    };

    enum class Mark { pending, posted, alarm };
    enum class Answer { followed, beside, halted };

    struct Sums {
        uint128 custody_pending = 0;
        uint128 custody_in = 0;   // posted deposits that still stand
        uint128 custody_out = 0;  // posted withdrawals that still stand
        std::map<uint128, uint128> posted;
        std::map<uint128, uint128> pending;
        std::map<uint128, uint128> withdrawn;
        std::map<uint128, uint128> held;

        friend bool operator==(Sums const&, Sums const&) = default;
    };

    explicit NaiveChain(std::uint64_t depth) : depth_(depth) {}

    [[nodiscard]] std::map<std::uint64_t, Block> const& blocks() const { return blocks_; }

    [[nodiscard]] std::uint64_t tip() const { return tip_; }

    [[nodiscard]] bool halted() const { return halted_by_ != 0; }

    // True if a transfer is in the block or in one below it.
    [[nodiscard]] bool has(std::uint64_t label, ChainEvent const& event) const {
        for (auto const each : down_from(label))
            for (auto const& known : blocks_.at(each).events)
                if (known.transaction == event.transaction) return true;
        return false;
    }

    Answer observe(std::uint64_t label, Block const& block) {
        blocks_[label] = block;
        if (tip_ != 0 && block.number <= blocks_[tip_].number) return Answer::beside;
        auto const old = down_from(tip_);
        auto const next = down_from(label);
        for (auto const each : old) {
            bool const final = blocks_[each].number + depth_ <= blocks_[tip_].number;
            bool const stays = std::find(next.begin(), next.end(), each) != next.end();
            if (final && !stays) {
                halted_by_ = label;
                return Answer::halted;
            }
        }
        lead_to(label);
        return Answer::followed;
    }

    void resume(bool stay) {
        if (!stay) lead_to(halted_by_);
        halted_by_ = 0;
    }

    void request(uint128 id, uint128 account, uint128 units) { asked_[id] = {account, units}; }

    void cancel(uint128 id) { cancelled_.insert(id); }

    [[nodiscard]] Sums sums() const {
        Sums sums;
        std::set<uint128> paid_out;
        for (auto const label : down_from(tip_))
            for (auto const& event : blocks_.at(label).events)
                add(event, sums, paid_out);
        for (auto const& [id, asked] : asked_)
            if (!cancelled_.contains(id) && !paid_out.contains(id))
                sums.held[asked.account] += asked.units;
        return sums;
    }

private:
    struct Asked {
        uint128 account;
        uint128 units;
    };

    void add(ChainEvent const& event, Sums& sums, std::set<uint128>& paid_out) const {
        auto const mark = marks_.at(event.transaction);
        auto const units = event.amount.units();
        if (mark == Mark::alarm) return;
        if (event.type == ChainEventType::withdrawal) {
            if (mark != Mark::posted) return;
            paid_out.insert(event.subject);
            sums.withdrawn[asked_.at(event.subject).account] += units;
            sums.custody_out += units;
        } else if (mark == Mark::posted) {
            sums.posted[event.subject] += units;
            sums.custody_in += units;
        } else {
            sums.pending[event.subject] += units;
            sums.custody_pending += units;
        }
    }

    // From the block itself down to the first one.
    [[nodiscard]] std::vector<std::uint64_t> down_from(std::uint64_t label) const {
        std::vector<std::uint64_t> path;
        for (auto found = blocks_.find(label); found != blocks_.end();
             found = blocks_.find(found->second.parent))
            path.push_back(found->first);
        return path;
    }

    // Marks are all that the past leaves: what was posted stays posted while it is on the branch.
    void lead_to(std::uint64_t label) {
        auto path = down_from(label);
        std::reverse(path.begin(), path.end());
        std::map<Hash32, Mark> kept;
        std::map<Hash32, ChainEvent> before;
        for (auto const each : down_from(tip_))
            for (auto const& event : blocks_[each].events)
                before[event.transaction] = event;
        std::set<std::uint64_t> old_blocks;
        for (auto const each : down_from(tip_))
            old_blocks.insert(each);
        std::set<uint128> taken;
        for (auto const each : path)
            for (auto const& event : blocks_[each].events)
                keep(event, old_blocks.contains(each), before, kept, taken);
        for (auto const each : path)
            for (auto const& event : blocks_[each].events)
                if (!kept.contains(event.transaction)) kept[event.transaction] = see(event, taken);
        for (auto const each : path)
            if (blocks_[each].number + depth_ <= blocks_[label].number)
                for (auto const& event : blocks_[each].events)
                    if (kept[event.transaction] == Mark::pending)
                        kept[event.transaction] = Mark::posted;
        marks_ = kept;
        tip_ = label;
    }

    void keep(ChainEvent const& event,
              bool same_block,
              std::map<Hash32, ChainEvent> const& before,
              std::map<Hash32, Mark>& kept,
              std::set<uint128>& taken) const {
        auto const found = before.find(event.transaction);
        if (found == before.end() || found->second != event) return;
        auto const mark = marks_.at(event.transaction);
        if (mark == Mark::alarm && !same_block) return;
        kept[event.transaction] = mark;
        if (mark != Mark::alarm && event.type == ChainEventType::withdrawal)
            taken.insert(event.subject);
    }

    Mark see(ChainEvent const& event, std::set<uint128>& taken) const {
        if (event.type == ChainEventType::deposit) return Mark::pending;
        auto const asked = asked_.find(event.subject);
        bool const matches = asked != asked_.end() && !cancelled_.contains(event.subject) &&
                             asked->second.units == event.amount.units() &&
                             taken.insert(event.subject).second;
        return matches ? Mark::pending : Mark::alarm;
    }

    std::uint64_t depth_;
    std::uint64_t tip_ = 0;
    std::uint64_t halted_by_ = 0;
    std::map<std::uint64_t, Block> blocks_;
    std::map<Hash32, Mark> marks_;
    std::map<uint128, Asked> asked_;
    std::set<uint128> cancelled_;
};

}  // namespace tally::testing
