#include "tools/apply/answers.h"

#include "journal/vocabulary/outcome.h"
#include "tools/cli/json_text.h"

#include <array>
#include <charconv>
#include <utility>

namespace tally::apply {

namespace {

void append_number(std::string& out, std::uint64_t value) {
    std::array<char, 20> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out.append(digits.data(), end);
}

}  // namespace

void Answers::durable(std::span<Receipt const> receipts) {
    for (auto const& receipt : receipts) {
        write_due_faults();
        write(receipt);
        ++line_;
        ++answered_;
        if (receipt.outcome != Outcome::ok) ++refused_;
    }
    hand_out();
}

void Answers::write(Receipt const& receipt) {
    text_ += "{\"line\":";
    append_number(text_, line_);
    text_ += ",\"sequence\":";
    append_number(text_, receipt.sequence.value);
    text_.append(",\"result\":\"").append(name_of(receipt.outcome)).append("\",\"entries\":[");
    for (std::uint32_t i = 1; i <= receipt.consequences; ++i) {
        if (i != 1) text_ += ',';
        append_number(text_, receipt.sequence.value + i);
        if (text_.size() > std::size_t{1} << 16U) hand_out();
    }
    text_ += "]}\n";
}

void Answers::write(Fault const& fault) {
    text_ += "{\"line\":";
    append_number(text_, fault.line);
    text_ += ",\"error\":";
    cli::append_json_string(text_, fault.fault.text);
    text_ += ",\"column\":";
    append_number(text_, fault.fault.column);
    text_ += "}\n";
}

void Answers::write_due_faults() {
    if (waiting_.load(std::memory_order_acquire) == 0) return;
    std::lock_guard const lock{mutex_};
    while (!waiting_faults_.empty() && waiting_faults_.front().line == line_) {
        write(waiting_faults_.front());
        waiting_faults_.pop_front();
        waiting_.fetch_sub(1, std::memory_order_relaxed);
        ++line_;
    }
}

void Answers::add_fault(std::uint64_t line, json::LineFault fault) {
    std::lock_guard const lock{mutex_};
    waiting_faults_.push_back({line, std::move(fault)});
    waiting_.fetch_add(1, std::memory_order_release);
    ++faults_;
}

void Answers::hand_out() {
    output_.write(text_);
    output_.flush();
    text_.clear();
    if (output_.is_closed() || output_.has_failed()) heard_.store(false, std::memory_order_relaxed);
}

void Answers::finish() {
    write_due_faults();
    hand_out();
}

}  // namespace tally::apply
