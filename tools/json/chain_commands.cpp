#include "journal/entries/chains.h"
#include "tools/json/command_kinds.h"
#include "tools/json/fields.h"
#include "tools/json/names.h"

namespace tally::json {

namespace {

// What a leaf has room for. Fewer is a matter for the decider: too_many_events.
constexpr std::size_t most_events = 600;

struct TakingEvent {
    ChainEvent& event;
    EventNames& names;
};

template <auto Member>
void event_bytes(Reading& reading, Node const& node, TakingEvent& to) {
    reading.bytes(node, (to.event.*Member).bytes);
}

void event_type(Reading& reading, Node const& node, TakingEvent& to) {
    reading.choice(node, std::span{chain_event_types}, to.event.type);
}

void event_index(Reading& reading, Node const& node, TakingEvent& to) {
    reading.integer(node, to.event.index);
}

void event_subject(Reading& reading, Node const& node, TakingEvent& to) {
    reading.wide(node, to.event.subject);
}

void event_asset(Reading& reading, Node const& node, TakingEvent& to) {
    reading.symbol(node, to.names.asset);
}

void event_amount(Reading& reading, Node const& node, TakingEvent& to) {
    reading.decimal(node, to.names.amount);
}

// The subject goes by the name of what it is.
constexpr Field<TakingEvent> event_fields[]{
    {"type", true, event_type},
    {"transaction", true, event_bytes<&ChainEvent::transaction>},
    {"index", false, event_index},
    {"account", false, event_subject},
    {"withdrawal", false, event_subject},
    {"escrow", false, event_subject},
    {"asset", true, event_asset},
    {"amount", true, event_amount},
};

bool has_member(Tape const& tape, std::size_t object, std::string_view name) {
    for (std::size_t i = object + 1; i < tape[object].next; i = tape[i + 1].next) {
        if (tape[i].text == name) return true;
    }
    return false;
}

// Exactly the subject that fits the type: a deposit to an escrow would be something else.
void check_subject(Reading& reading, std::size_t object, ChainEventType type) {
    for (std::string_view const name : {"account", "withdrawal", "escrow"}) {
        if (has_member(reading.tape(), object, name) == (name == word_for(event_subjects, type)))
            continue;
        reading.field(name);
        reading.fail(reading.tape()[object],
                     name == word_for(event_subjects, type) ? "is missing"
                                                            : "does not fit this type of event");
        return;
    }
}

void events(Reading& reading, Node const& node, Taking<ObserveBlock>& to) {
    if (!reading.expect(node, NodeKind::array)) return;
    auto const& tape = reading.tape();
    for (auto i = tape.index_of(node) + 1; i < node.next && reading.ok(); i = tape[i].next) {
        reading.field("events");
        if (to.body.events.size() == most_events) {
            return reading.fail(tape[i],
                                "has more than 600 events, which is more than one entry holds");
        }
        if (!reading.expect(tape[i], NodeKind::object)) return;
        TakingEvent event{to.body.events.emplace_back(), to.parsed.events.emplace_back()};
        read_object<TakingEvent>(reading, i, event_fields, event);
        check_subject(reading, i, event.event.type);
    }
}

// An address of 20 bytes stands in the last bytes of the 32.
void destination(Reading& reading, Node const& node, Taking<RequestWithdrawal>& to) {
    std::span<std::uint8_t> const all{to.body.destination.bytes};
    reading.bytes(node, node.text.size() == 42 ? all.last(20) : all);
}

constexpr auto create_fields = with_common<CreateChain>({
    {"chain", true, symbol<&CreateChain::name>},
    {"finality_depth", true, integer<&CreateChain::finality_depth>},
    {"custody_owner", true, id<&CreateChain::custody_owner>},
    {"loss_owner", false, id<&CreateChain::loss_owner>},
});

constexpr auto block_fields = with_common<ObserveBlock>({
    {"chain", true, name<&ParsedCommand::chain, ObserveBlock>},
    {"number", true, big<&ObserveBlock::number>},
    {"hash", true, bytes<&ObserveBlock::hash>},
    {"parent", true, bytes<&ObserveBlock::parent>},
    {"timestamp", false, time<&ObserveBlock::timestamp>},
    {"events", false, events},
});

constexpr auto resume_fields = with_common<ResumeChain>({
    {"chain", true, name<&ParsedCommand::chain, ResumeChain>},
});

constexpr auto withdrawal_fields = with_common<RequestWithdrawal>({
    {"id", true, id<&RequestWithdrawal::id>},
    {"account", true, id<&RequestWithdrawal::account>},
    {"chain", true, name<&ParsedCommand::chain, RequestWithdrawal>},
    {"asset", true, name<&ParsedCommand::asset, RequestWithdrawal>},
    {"amount", true, decimal<Role::amount, RequestWithdrawal>},
    {"destination", true, destination},
});

constexpr auto cancel_fields = with_common<CancelWithdrawal>({
    {"id", true, id<&CancelWithdrawal::id>},
});

}  // namespace

void take_create_chain(Reading& reading) {
    take_fields<CreateChain>(reading, create_fields);
}

void take_observe_block(Reading& reading) {
    take_fields<ObserveBlock>(reading, block_fields);
}

void take_resume_chain(Reading& reading) {
    take_fields<ResumeChain>(reading, resume_fields);
}

void take_request_withdrawal(Reading& reading) {
    take_fields<RequestWithdrawal>(reading, withdrawal_fields);
}

void take_cancel_withdrawal(Reading& reading) {
    take_fields<CancelWithdrawal>(reading, cancel_fields);
}

}  // namespace tally::json
