#include "tools/serve/intake/job.h"

#include "journal/signing/request_form.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace tally::serve {

namespace {

// What a client says about the engine's own decisions is not heard.
void forget_decided(Body& body) {
    to_request(body);
    if (auto* const transfer = std::get_if<CreateTransfer>(&body)) transfer->amount = Amount{};
}

void take_signature(Job const& job, std::uint32_t index, json::ParsedCommand& command) {
    command.proof.reset();
    if (job.signatures.empty()) return;
    auto const at = std::ranges::lower_bound(job.signatures, index, {}, &wire::Signature::index);
    if (at == job.signatures.end() || at->index != index) return;
    auto& proof = command.proof.emplace();
    proof.key = at->key;
    proof.signature = {at->scheme, at->nonce, SignatureBytes{at->bytes}, 0};
}

std::string_view text_of(Job const& job) {
    return {reinterpret_cast<char const*>(job.bytes.data()), job.bytes.size()};
}

}  // namespace

void Job::clear() {
    sizes.clear();
    bytes.clear();
    faults.clear();
    signatures.clear();
    may_be_signed = false;
    checked.clear();
    checked_to = 0;
    commands = 0;
    next = 0;
    next_byte = 0;
    answered.reset();
}

std::size_t count_lines(std::string_view lines) {
    while (!lines.empty() && (lines.back() == '\n' || lines.back() == '\r'))
        lines.remove_suffix(1);
    if (lines.empty()) return 0;
    return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')) + 1;
}

bool JobReader::next(Job& job, json::ParsedCommand& command) {
    bool const is_command = job.is_json ? next_line(job, command) : next_leaf(job, command);
    ++job.next;
    return is_command;
}

bool JobReader::next_leaf(Job& job, json::ParsedCommand& command) {
    auto const size = job.sizes[job.next];
    ByteSpan const leaf{job.bytes.data() + job.next_byte, size};
    job.next_byte += size;
    auto const decoded = decode_leaf(leaf, entry_);
    if (!decoded) {
        job.faults.push_back({job.next, 0, decoded.error().text});
        return false;
    }
    if (!is_command(entry_.body)) {
        job.faults.push_back(
            {job.next,
             0,
             std::string{kind_name(entry_.body)} + " is no command; only the engine makes it"});
        return false;
    }
    forget_decided(entry_.body);
    take_signature(job, job.next, command);
    command.linked = entry_.linked;
    command.time.reset();
    if (entry_.time.ns != 0) command.time = entry_.time;
    command.body = std::move(entry_.body);
    return true;
}

bool JobReader::next_line(Job& job, json::ParsedCommand& command) {
    auto const rest = text_of(job).substr(job.next_byte);
    auto const line = rest.substr(0, rest.find('\n'));
    job.next_byte += std::min(line.size() + 1, rest.size());
    if (parser_.parse(line, command)) return true;
    job.faults.push_back({job.next,
                          static_cast<std::uint32_t>(parser_.fault().column),
                          std::string{parser_.fault().text}});
    return false;
}

}  // namespace tally::serve
