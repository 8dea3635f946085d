#pragma once

#include "tools/look/view.h"
#include "tools/serve/reads/reads.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tally::serve {

struct AskingOptions {
    std::string data;
    State const* state = nullptr;  // whoever is asked for one gets this
    std::size_t work = 50'000;
    OpenedRecord::Open open_record{};
};

// One question after the other, each waited for.
class Asking {
public:
    explicit Asking(AskingOptions options)
        : state_(options.state), reads_(parts(std::move(options)), outbox_) {
        outbox_.on_first([this] { take(); });
    }

    [[nodiscard]] RowsAnswer ask(std::string_view query,
                                 std::optional<std::uint64_t> at = std::nullopt) {
        answer_ = {};
        auto answer = answer_.get_future();
        wire::Read question;
        question.request_id = 7;
        question.query = query;
        question.at = at;
        reads_.read(1, KeyNumber{}, question);
        return answer.get();
    }

    [[nodiscard]] std::uint64_t from_state() const { return from_state_; }

    [[nodiscard]] Reads const& reads() const { return reads_; }

private:
    ReadsParts parts(AskingOptions options) {
        ReadsParts parts;
        parts.tip = [size = Record::open(options.data).value()->size()] { return size; };
        parts.data = std::move(options.data);
        parts.open_record = std::move(options.open_record);
        parts.ask = [this](std::uint64_t, std::function<void(State const*)> const& then) {
            from_state_ += state_ != nullptr ? 1U : 0U;
            then(state_);
            return true;
        };
        parts.work = options.work;
        parts.patience = std::chrono::minutes{10};  // a sanitizer on a busy machine is slow
        return parts;
    }

    void take() {
        std::vector<Outgoing> taken;
        outbox_.take(taken);
        for (auto& one : taken)
            answer_.set_value(std::get<RowsAnswer>(std::move(one.what)));
    }

    State const* state_;
    std::uint64_t from_state_ = 0;
    std::promise<RowsAnswer> answer_;
    Outbox outbox_;
    Reads reads_;
};

}  // namespace tally::serve
