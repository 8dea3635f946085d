#include "tools/wire/encode.h"

#include "journal/vocabulary/check.h"
#include "tools/wire/protocol.capnp.h"

#include <capnp/message.h>
#include <capnp/orphan.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>

namespace tally::wire {

namespace {

constexpr std::size_t scratch_words = 40'960;  // the answers to a largest batch fit in

capnp::Data::Reader as_data(std::span<std::uint8_t const> bytes) {
    return {bytes.data(), bytes.size()};
}

// Cap'n Proto's texts end in a NUL, ours need not.
template <class Init>
void set_text(std::string_view text, Init const& init) {
    if (text.empty()) return;
    auto to = init(static_cast<unsigned>(text.size()));
    std::memcpy(to.begin(), text.data(), text.size());
}

template <class Number, class Builder>
void fill(std::vector<Number> const& from, Builder to) {
    for (unsigned i = 0; i < from.size(); ++i)
        to.set(i, from[i]);
}

void fill(uint128 value, schema::Wide::Builder to) {
    to.setLo(low_half(value));
    to.setHi(high_half(value));
}

bool are_a_segment(ByteSpan bytes) {
    auto const at = reinterpret_cast<std::uintptr_t>(bytes.data());
    return at % 8 == 0 && bytes.size() % 8 == 0 && !bytes.empty();
}

// The leaves' bytes are not copied into the builder: they become a segment of their own. Their
// memory must be aligned to words and be whole words, as a LeafBuffer's is; others are copied.
template <class Builder>
void fill_leaves(Leaves const& from, Builder to) {
    fill(from.sizes, to.initSizes(static_cast<unsigned>(from.sizes.size())));
    if (are_a_segment(from.bytes)) {
        to.adoptLeaves(capnp::Orphanage::getForMessageContaining(to).referenceExternalData(
            as_data(from.bytes)));
    } else {
        to.setLeaves(as_data(from.bytes));
    }
}

void fill(Hello const& from, schema::ToServer::Builder root) {
    auto to = root.initHello();
    to.setVersionMin(from.version_min);
    to.setVersionMax(from.version_max);
    set_text(from.client, [&](unsigned size) { return to.initClient(size); });
}

void fill(Prove const& from, schema::ToServer::Builder root) {
    auto to = root.initProve();
    to.setPublicKey(as_data(from.public_key));
    to.setSignature(as_data(from.signature));
}

void fill(Batch const& from, schema::ToServer::Builder root) {
    auto to = root.initBatch();
    to.setRequestId(from.request_id);
    fill_leaves(from.commands, to);
    if (from.signatures.empty()) return;
    auto signatures = to.initSignatures(static_cast<unsigned>(from.signatures.size()));
    for (unsigned i = 0; i < from.signatures.size(); ++i) {
        auto const& signature = from.signatures[i];
        signatures[i].setIndex(signature.index);
        signatures[i].setScheme(static_cast<std::uint8_t>(signature.scheme));
        signatures[i].setKey(signature.key.value);
        signatures[i].setNonce(signature.nonce);
        signatures[i].setSignature(as_data(signature.bytes));
    }
}

void fill(JsonBatch const& from, schema::ToServer::Builder root) {
    auto to = root.initJson();
    to.setRequestId(from.request_id);
    set_text(from.lines, [&](unsigned size) { return to.initLines(size); });
}

void fill(Read const& from, schema::ToServer::Builder root) {
    auto to = root.initRead();
    to.setRequestId(from.request_id);
    set_text(from.query, [&](unsigned size) { return to.initQuery(size); });
    if (from.at) to.getAt().setSequence(*from.at);
    to.setMinSequence(from.min_sequence);
}

void fill(Subscribe const& from, schema::ToServer::Builder root) {
    auto to = root.initSubscribe();
    to.setSubscriptionId(from.subscription_id);
    to.setFeed(from.feed);
    to.setFrom(from.from);
    auto filter = to.initFilter();
    fill(from.filter.kinds, filter.initKinds(static_cast<unsigned>(from.filter.kinds.size())));
    fill(from.filter.owner, filter.initOwner());
    fill(from.filter.account, filter.initAccount());
    filter.setMarket(from.filter.market);
    filter.setAsset(from.filter.asset);
    to.setCreditBytes(from.credit_bytes);
    to.setWithRows(from.with_rows);
    to.setConflate(from.conflate);
}

void fill(Credit const& from, schema::ToServer::Builder root) {
    auto to = root.initCredit();
    to.setSubscriptionId(from.subscription_id);
    to.setBytes(from.bytes);
}

void fill(Unsubscribe const& from, schema::ToServer::Builder root) {
    root.initUnsubscribe().setSubscriptionId(from.subscription_id);
}

void fill(Ping const& from, schema::ToServer::Builder root) {
    root.setPing(from.number);
}

void fill(Welcome const& from, schema::ToClient::Builder root) {
    auto to = root.initWelcome();
    to.setVersion(from.version);
    set_text(from.origin, [&](unsigned size) { return to.initOrigin(size); });
    to.setTip(from.tip);
    to.setCommandsMax(from.commands_max);
    to.setFrameBytesMax(from.frame_bytes_max);
    to.setCommandsInFlightMax(from.commands_in_flight_max);
    to.setSubscriptionsMax(from.subscriptions_max);
    to.setNonce(as_data(from.nonce));
    to.setKeyRequired(from.key_required);
}

void fill(Proved const& from, schema::ToClient::Builder root) {
    root.initProved().setKey(from.key);
}

void fill(Answers const& from, schema::ToClient::Builder root) {
    auto to = root.initAnswers();
    to.setRequestId(from.request_id);
    auto answers = to.initAnswers(static_cast<unsigned>(from.answers.size()));
    for (unsigned i = 0; i < from.answers.size(); ++i) {
        auto const& answer = from.answers[i];
        auto one = answers[i];
        one.setSequence(answer.sequence);
        one.setTime(answer.time.ns);
        one.setConsequences(answer.consequences);
        one.setOutcome(static_cast<std::uint16_t>(answer.outcome));
        one.setFaulty(answer.faulty);
    }
    auto faults = to.initFaults(static_cast<unsigned>(from.faults.size()));
    for (unsigned i = 0; i < from.faults.size(); ++i) {
        auto one = faults[i];
        one.setIndex(from.faults[i].index);
        one.setColumn(from.faults[i].column);
        set_text(from.faults[i].text, [&](unsigned size) { return one.initText(size); });
    }
}

void fill(JsonAnswers const& from, schema::ToClient::Builder root) {
    auto to = root.initJsonAnswers();
    to.setRequestId(from.request_id);
    set_text(from.lines, [&](unsigned size) { return to.initLines(size); });
}

void fill(Refused const& from, schema::ToClient::Builder root) {
    auto to = root.initRefused();
    to.setRequestId(from.request_id);
    set_text(from.text, [&](unsigned size) { return to.initText(size); });
}

void fill(Overloaded const& from, schema::ToClient::Builder root) {
    auto to = root.initOverloaded();
    to.setRequestId(from.request_id);
    to.setRetryAfterMs(from.retry_after_ms);
}

void fill(Rows const& from, schema::ToClient::Builder root) {
    auto to = root.initRows();
    to.setRequestId(from.request_id);
    to.setStatus(from.status);
    to.setSequence(from.sequence);
    to.setBody(as_data(from.body));
}

void fill(Events const& from, schema::ToClient::Builder root) {
    auto to = root.initEvents();
    to.setSubscriptionId(from.subscription_id);
    fill_leaves(from.entries, to);
    to.setNext(from.next);
    to.setTip(from.tip);
    set_text(from.json, [&](unsigned size) { return to.initJson(size); });
    to.setPhase(from.phase);
}

void fill(CaughtUp const& from, schema::ToClient::Builder root) {
    auto to = root.initCaughtUp();
    to.setSubscriptionId(from.subscription_id);
    to.setNext(from.next);
    to.setTip(from.tip);
}

void fill(Ended const& from, schema::ToClient::Builder root) {
    auto to = root.initEnded();
    to.setSubscriptionId(from.subscription_id);
    set_text(from.text, [&](unsigned size) { return to.initText(size); });
}

void fill(Pong const& from, schema::ToClient::Builder root) {
    root.setPong(from.number);
}

void fill(Goodbye const& from, schema::ToClient::Builder root) {
    auto to = root.initGoodbye();
    set_text(from.reason, [&](unsigned size) { return to.initReason(size); });
}

using Segments = kj::ArrayPtr<kj::ArrayPtr<capnp::word const> const>;

void append_bytes(void const* from, std::size_t size, Bytes& out) {
    auto const* const bytes = static_cast<std::uint8_t const*>(from);
    out.insert(out.end(), bytes, bytes + size);
}

void append_number(std::size_t number, Bytes& out) {
    auto const value = static_cast<std::uint32_t>(number);
    append_bytes(&value, sizeof value, out);
}

// The segment that `left_out` is, if any, is in the table only. Where in `out` it belongs.
std::size_t append_segments(Segments segments, ByteSpan left_out, Bytes& out) {
    std::size_t bytes = (segments.size() / 2 + 1) * 8;
    for (auto const segment : segments)
        bytes += segment.size() * 8;
    bytes -= left_out.size();
    if (out.capacity() - out.size() < bytes)
        out.reserve(std::max(out.size() + bytes, out.size() * 2));
    append_number(segments.size() - 1, out);
    for (auto const segment : segments)
        append_number(segment.size(), out);
    if (segments.size() % 2 == 0) append_number(0, out);
    std::size_t gap = out.size();
    for (auto const segment : segments) {
        auto const* const begin = reinterpret_cast<std::uint8_t const*>(segment.begin());
        if (!left_out.empty() && begin == left_out.data()) {
            gap = out.size();
        } else {
            append_bytes(begin, segment.size() * 8, out);
        }
    }
    return gap;
}

}  // namespace

Encoder::Encoder() : scratch_(64) {}

template <class Root, class Message>
std::size_t Encoder::append_as(Message const& message, Bytes& out, ByteSpan left_out) {
    auto* const words = reinterpret_cast<capnp::word*>(scratch_.data());
    std::size_t used = 0;
    std::size_t gap = 0;
    {
        capnp::MallocMessageBuilder builder{kj::arrayPtr(words, scratch_.size())};
        auto root = builder.initRoot<Root>();
        if constexpr (requires { fill(message, root); }) {
            fill(message, root);
        } else {
            std::visit([&](auto const& alternative) { fill(alternative, root); }, message);
        }
        auto const segments = builder.getSegmentsForOutput();
        gap = append_segments(segments, left_out, out);
        for (auto const segment : segments)
            used += segment.size();
    }
    if (used > scratch_.size() && scratch_.size() < scratch_words) scratch_.resize(scratch_words);
    return gap;
}

void Encoder::append(ToServer const& message, Bytes& out) {
    append_as<schema::ToServer>(message, out);
}

void Encoder::append(ToClient const& message, Bytes& out) {
    append_as<schema::ToClient>(message, out);
}

void Encoder::append(Answers const& answers, Bytes& out) {
    append_as<schema::ToClient>(answers, out);
}

std::size_t Encoder::append_around_entries(Events const& events, Bytes& out) {
    TALLY_CHECK(are_a_segment(events.entries.bytes));
    return append_as<schema::ToClient>(events, out, events.entries.bytes);
}

}  // namespace tally::wire
