#pragma once

#include "tools/client/client.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::client {

// The value of a member of a line of JSON, as it is written, without its quotation marks.
inline std::string member(std::string_view line, std::string_view name) {
    auto const key = "\"" + std::string{name} + "\":";
    auto const at = line.find(key);
    if (at == std::string_view::npos) return {};
    auto const rest = line.substr(at + key.size());
    if (!rest.starts_with('"')) return std::string{rest.substr(0, rest.find_first_of(",}"))};
    return std::string{rest.substr(1, rest.find('"', 1) - 1)};
}

using Names = std::vector<std::string_view>;

inline std::string members(std::string_view line, Names const& names) {
    std::string all;
    for (auto const name : names)
        all += std::string{name} + "=" + member(line, name) + " ";
    return all;
}

// The lines of a read, or of a feed, as far as these members go.
inline std::set<std::string> members_of_all(std::string_view lines, Names const& names) {
    std::set<std::string> all;
    while (!lines.empty()) {
        auto const end = std::min(lines.find('\n'), lines.size() - 1);
        all.insert(members(lines.substr(0, end), names));
        lines.remove_prefix(end + 1);
    }
    return all;
}

// A follower: the newest row of each object, and all changes as they came.
class Follower {
public:
    using IsGone = std::function<bool(std::string_view line)>;

    // `key`: the members that name an object; an object `is_gone` by a row that says so.
    explicit Follower(
        Names const& key = {"account"}, IsGone is_gone = [](auto) { return false; })
        : key_(key.begin(), key.end()), is_gone_(std::move(is_gone)) {}

    [[nodiscard]] FeedHandlers handlers() {
        FeedHandlers to;
        to.rows_begin = [this] { with([&] { objects_.clear(); }); };
        to.row = [this](std::string_view line) {
            with([&] {
                note(line);
                ++rows_;
            });
        };
        to.change = [this](std::string_view line) {
            with([&] {
                note(line);
                changes_ += std::string{line} + "\n";
            });
        };
        to.events = [this](wire::Events const&) { with([&] { ++pieces_; }); };
        to.rows_end = [this](std::uint64_t next) { with([&] { rows_end_ = next; }); };
        to.caught_up = [this](std::uint64_t next) {
            with([&] {
                caught_up_ = next;
                as_caught_up_ = objects_;
            });
        };
        to.ended = [this](std::string_view why) { with([&] { ended_ = why; }); };
        return to;
    }

    template <class Condition>
    [[nodiscard]] bool wait(Condition const& condition) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, std::chrono::seconds{60}, [&] { return condition(*this); });
    }

    [[nodiscard]] bool wait_until_caught_up() {
        return wait([](auto const& one) { return one.caught_up_ != 0; });
    }

    // Why it ended.
    [[nodiscard]] std::string wait_for_end() {
        return wait([](auto const& one) { return !one.ended_.empty(); }) ? ended_ : "it goes on";
    }

    [[nodiscard]] bool has(std::string const& account, std::string const& balance) const {
        auto const found = objects_.find(account);
        return found != objects_.end() && member(found->second, "balance") == balance;
    }

    std::map<std::string, std::string> objects_;       // newest lines
    std::map<std::string, std::string> as_caught_up_;  // those, when it was
    std::string changes_;
    std::string ended_;
    std::uint64_t rows_ = 0;  // to begin with
    std::uint64_t pieces_ = 0;
    std::uint64_t rows_end_ = 0;
    std::uint64_t caught_up_ = 0;

private:
    void note(std::string_view line) {
        std::string key;
        for (auto const& name : key_)
            key += (key.empty() ? "" : " ") + member(line, name);
        if (is_gone_(line)) {
            objects_.erase(key);
        } else {
            objects_[key] = line;
        }
    }

    template <class Do>
    void with(Do const& what) {
        std::lock_guard const lock{mutex_};
        what();
        changed_.notify_all();
    }

    std::vector<std::string> key_;
    IsGone is_gone_;
    std::mutex mutex_;
    std::condition_variable changed_;
};

}  // namespace tally::client
