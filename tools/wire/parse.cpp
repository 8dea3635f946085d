#include "tools/wire/limits.h"
#include "tools/wire/messages.h"
#include "tools/wire/protocol.capnp.h"

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <string>
#include <utility>

namespace tally::wire {

namespace {

std::string_view view(capnp::Text::Reader const& text) {
    return {text.cStr(), text.size()};
}

ByteSpan view(capnp::Data::Reader const& data) {
    return {data.begin(), data.size()};
}

uint128 wide(schema::Wide::Reader const& value) {
    return make_uint128(value.getHi(), value.getLo());
}

constexpr std::uint8_t number(SignatureScheme scheme) {
    return static_cast<std::uint8_t>(scheme);
}

template <class List, class Number>
void copy(List const& list, std::vector<Number>& to) {
    to.resize(list.size());
    for (unsigned i = 0; i < list.size(); ++i)
        to[i] = list[i];
}

template <std::size_t Size>
Result<void> copy(capnp::Data::Reader const& data,
                  char const* name,
                  std::array<std::uint8_t, Size>& to) {
    if (data.size() != Size) {
        return usage_failure(std::string{name} + " has " + std::to_string(data.size()) +
                             " bytes; it must have " + std::to_string(Size));
    }
    std::copy(data.begin(), data.end(), to.begin());
    return success();
}

template <class Reader>
Result<void> read_leaves(Reader const& from, Leaves& to) {
    copy(from.getSizes(), to.sizes);
    to.bytes = view(from.getLeaves());
    auto const sum = std::accumulate(to.sizes.begin(), to.sizes.end(), std::size_t{0});
    if (sum == to.bytes.size()) return success();
    return usage_failure("sizes sum up to " + std::to_string(sum) + " bytes and leaves has " +
                         std::to_string(to.bytes.size()));
}

Hello read(schema::Hello::Reader const& from) {
    return {from.getVersionMin(), from.getVersionMax(), view(from.getClient())};
}

Result<Prove> read(schema::Prove::Reader const& from) {
    Prove to;
    TALLY_TRYV(copy(from.getPublicKey(), "publicKey", to.public_key));
    TALLY_TRYV(copy(from.getSignature(), "signature", to.signature));
    return to;
}

Result<Signature> read(schema::Signature::Reader const& from) {
    auto const scheme = from.getScheme();
    if (scheme != number(SignatureScheme::canonical_command) &&
        scheme != number(SignatureScheme::typed_data))
        return usage_failure("a signature's scheme is " + std::to_string(scheme) +
                             ", which this version does not know");
    Signature to{from.getIndex(),
                 KeyNumber{from.getKey()},
                 static_cast<SignatureScheme>(scheme),
                 from.getNonce(),
                 {}};
    TALLY_TRYV(copy(from.getSignature(), "signature", to.bytes));
    return to;
}

Result<void> read_signatures(capnp::List<schema::Signature>::Reader const& from,
                             std::vector<Signature>& to,
                             unsigned commands) {
    to.clear();
    for (auto const one : from) {
        auto const index = one.getIndex();
        bool const rises = to.empty() || to.back().index < index;
        if (index >= commands || !rises)
            return usage_failure(
                "signatures must be of commands of the batch, at most one each, in the "
                "order of their index");
        TALLY_TRY(signature, read(one));
        to.push_back(signature);
    }
    return success();
}

Result<void> read(schema::Batch::Reader const& from, Batch& to) {
    to.request_id = from.getRequestId();
    auto const count = from.getSizes().size();
    if (count > batch_commands_max) {
        return usage_failure("a batch of " + std::to_string(count) + " commands; at most " +
                             std::to_string(batch_commands_max) + " go into one");
    }
    TALLY_TRYV(read_leaves(from, to.commands));
    return read_signatures(from.getSignatures(), to.signatures, count);
}

Read read(schema::Read::Reader const& from) {
    Read to{from.getRequestId(), view(from.getQuery()), std::nullopt, from.getMinSequence()};
    if (from.getAt().isSequence()) to.at = from.getAt().getSequence();
    return to;
}

Filter read(schema::Filter::Reader const& from) {
    Filter to;
    copy(from.getKinds(), to.kinds);
    to.owner = wide(from.getOwner());
    to.account = wide(from.getAccount());
    to.market = from.getMarket();
    to.asset = from.getAsset();
    return to;
}

Subscribe read(schema::Subscribe::Reader const& from) {
    return {from.getSubscriptionId(),
            from.getFeed(),
            from.getFrom(),
            read(from.getFilter()),
            from.getCreditBytes(),
            from.getWithRows(),
            from.getConflate()};
}

Result<Welcome> read(schema::Welcome::Reader const& from) {
    Welcome to;
    to.version = from.getVersion();
    to.origin = view(from.getOrigin());
    to.tip = from.getTip();
    to.commands_max = from.getCommandsMax();
    to.frame_bytes_max = from.getFrameBytesMax();
    to.commands_in_flight_max = from.getCommandsInFlightMax();
    to.subscriptions_max = from.getSubscriptionsMax();
    to.key_required = from.getKeyRequired();
    TALLY_TRYV(copy(from.getNonce(), "nonce", to.nonce));
    return to;
}

Result<void> read(schema::Answers::Reader const& from, Answers& to) {
    to.request_id = from.getRequestId();
    auto const list = from.getAnswers();
    to.answers.resize(list.size());
    for (unsigned i = 0; i < list.size(); ++i) {
        auto const one = list[i];
        auto const outcome = outcome_from_number(one.getOutcome());
        if (!outcome)
            return usage_failure("an outcome of a newer version: " +
                                 std::to_string(one.getOutcome()));
        to.answers[i] = {one.getSequence(),
                         Timestamp{one.getTime()},
                         one.getConsequences(),
                         *outcome,
                         one.getFaulty()};
    }
    to.faults.clear();
    for (auto const fault : from.getFaults())
        to.faults.push_back({fault.getIndex(), fault.getColumn(), fault.getText()});
    return success();
}

Result<Events> read(schema::Events::Reader const& from) {
    Events to;
    to.subscription_id = from.getSubscriptionId();
    to.next = from.getNext();
    to.tip = from.getTip();
    to.json = view(from.getJson());
    to.phase = from.getPhase();
    TALLY_TRYV(read_leaves(from, to.entries));
    return to;
}

template <class Alternative, class Message>
Alternative& as(Message& message) {
    if (auto* const same = std::get_if<Alternative>(&message)) return *same;
    return message.template emplace<Alternative>();
}

template <class Value, class Message>
Result<void> put(Result<Value> value, Message& message) {
    if (!value) return std::move(value).error();
    message = std::move(value).value();
    return success();
}

Result<void> read(schema::ToServer::Reader const& from, ToServer& to) {
    switch (from.which()) {
        case schema::ToServer::NONE:
            return usage_failure("an empty message");
        case schema::ToServer::HELLO:
            to = read(from.getHello());
            return success();
        case schema::ToServer::PROVE:
            return put(read(from.getProve()), to);
        case schema::ToServer::BATCH:
            return read(from.getBatch(), as<Batch>(to));
        case schema::ToServer::JSON:
            to = JsonBatch{from.getJson().getRequestId(), view(from.getJson().getLines())};
            return success();
        case schema::ToServer::READ:
            to = read(from.getRead());
            return success();
        case schema::ToServer::SUBSCRIBE:
            to = read(from.getSubscribe());
            return success();
        case schema::ToServer::CREDIT:
            to = Credit{from.getCredit().getSubscriptionId(), from.getCredit().getBytes()};
            return success();
        case schema::ToServer::UNSUBSCRIBE:
            to = Unsubscribe{from.getUnsubscribe().getSubscriptionId()};
            return success();
        case schema::ToServer::PING:
            to = Ping{from.getPing()};
            return success();
    }
    return usage_failure("a message of a kind that this version does not know");
}

// The messages about one request or subscription that are a number and some text.
Result<void> read_short(schema::ToClient::Reader const& from, ToClient& to) {
    switch (from.which()) {
        case schema::ToClient::PROVED:
            to = Proved{from.getProved().getKey()};
            return success();
        case schema::ToClient::JSON_ANSWERS:
            to = JsonAnswers{from.getJsonAnswers().getRequestId(),
                             view(from.getJsonAnswers().getLines())};
            return success();
        case schema::ToClient::REFUSED:
            to = Refused{from.getRefused().getRequestId(), view(from.getRefused().getText())};
            return success();
        case schema::ToClient::OVERLOADED:
            to = Overloaded{from.getOverloaded().getRequestId(),
                            from.getOverloaded().getRetryAfterMs()};
            return success();
        case schema::ToClient::CAUGHT_UP:
            to = CaughtUp{from.getCaughtUp().getSubscriptionId(),
                          from.getCaughtUp().getNext(),
                          from.getCaughtUp().getTip()};
            return success();
        case schema::ToClient::ENDED:
            to = Ended{from.getEnded().getSubscriptionId(), view(from.getEnded().getText())};
            return success();
        case schema::ToClient::PONG:
            to = Pong{from.getPong()};
            return success();
        case schema::ToClient::GOODBYE:
            to = Goodbye{view(from.getGoodbye().getReason())};
            return success();
        default:
            return usage_failure("a message of a kind that this version does not know");
    }
}

Result<void> read(schema::ToClient::Reader const& from, ToClient& to) {
    switch (from.which()) {
        case schema::ToClient::WELCOME:
            return put(read(from.getWelcome()), to);
        case schema::ToClient::ANSWERS:
            return read(from.getAnswers(), as<Answers>(to));
        case schema::ToClient::ROWS:
            to = Rows{from.getRows().getRequestId(),
                      from.getRows().getStatus(),
                      from.getRows().getSequence(),
                      view(from.getRows().getBody())};
            return success();
        case schema::ToClient::EVENTS:
            return put(read(from.getEvents()), to);
        default:
            return read_short(from, to);
    }
}

// Cap'n Proto throws on pointers that lead nowhere; they are caught here, once.
template <class Root, class Message>
Result<void> parse_as(Frame const& frame, Message& message) {
    try {
        kj::ArrayPtr<capnp::word const> const words{
            reinterpret_cast<capnp::word const*>(frame.words.data()), frame.words.size()};
        capnp::ReaderOptions options;
        options.traversalLimitInWords = 4 * frame.words.size() + 1'024;
        options.nestingLimit = 8;
        capnp::FlatArrayMessageReader reader{words, options};
        return read(reader.getRoot<Root>(), message);
    } catch (kj::Exception const& exception) {
        return usage_failure(std::string{"not a message of this protocol: "} +
                             exception.getDescription().cStr());
    }
}

}  // namespace

Result<void> parse(Frame const& frame, ToServer& message) {
    return parse_as<schema::ToServer>(frame, message);
}

Result<void> parse(Frame const& frame, ToClient& message) {
    return parse_as<schema::ToClient>(frame, message);
}

}  // namespace tally::wire
