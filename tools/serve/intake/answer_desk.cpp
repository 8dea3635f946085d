#include "tools/serve/intake/answer_desk.h"

#include "tools/serve/intake/answer_lines.h"

namespace tally::serve {

void AnswerDesk::slice(Job& job, std::uint32_t from, std::uint32_t submitted) {
    if (!job.answered) {
        job.answered = std::make_shared<Answered>();
        job.answered->connection = job.connection;
        job.answered->answers.request_id = job.request_id;
        job.answered->answers.answers.reserve(job.commands);
        if (job.is_json) job.answered->json_lines.emplace();
    }
    submitted_.fetch_add(submitted);
    std::lock_guard const lock{mutex_};
    slices_.push_back(
        {job.answered, job.next - from, submitted, std::move(job.faults), job.is_done()});
    job.faults.clear();
    if (job.is_done()) job.answered.reset();
    match();
}

void AnswerDesk::durable(std::span<Receipt const> receipts) {
    if (receipts.empty()) return;
    durable_receipts_.fetch_add(receipts.size());
    if (counts_ != nullptr) counts_->count(receipts);
    std::lock_guard const lock{mutex_};
    receipts_.insert(receipts_.end(), receipts.begin(), receipts.end());
    set_tip(receipts.back().sequence.value + receipts.back().consequences + 1);
    if (on_growth_) on_growth_(tip());
    match();
}

void AnswerDesk::match() {
    while (!slices_.empty() && receipts_.size() - used_ >= slices_.front().submitted) {
        auto slice = std::move(slices_.front());
        slices_.pop_front();
        answer(slice);
        if (!slice.is_last) continue;
        if (on_answer_) on_answer_(*slice.answered);
        outbox_.put({slice.answered->connection, std::move(*slice.answered)});
    }
    forget_used();
}

void AnswerDesk::answer(Slice& slice) {
    auto& [request_id, answers, faults] = slice.answered->answers;
    auto fault = slice.faults.begin();
    for (std::uint32_t i = 0; i < slice.commands; ++i) {
        bool const is_faulty = fault != slice.faults.end() && fault->index == answers.size();
        if (is_faulty) {
            faults.push_back({fault->index, fault->column, std::move(fault->text)});
            answers.push_back({0, {}, 0, fault->outcome, true});
            ++fault;
        } else {
            auto const& receipt = receipts_[used_++];
            answers.push_back({receipt.sequence.value,
                               receipt.time,
                               receipt.consequences,
                               receipt.outcome,
                               false});
        }
    }
    if (slice.is_last && slice.answered->json_lines)
        *slice.answered->json_lines = lines_of(slice.answered->answers);
}

void AnswerDesk::forget_used() {
    if (used_ == receipts_.size()) {
        receipts_.clear();
        used_ = 0;
    } else if (used_ > receipts_.size() / 2) {
        receipts_.erase(receipts_.begin(), receipts_.begin() + static_cast<std::ptrdiff_t>(used_));
        used_ = 0;
    }
}

}  // namespace tally::serve
