#pragma once

#include "tools/json/proof.h"
#include "tools/json/reading.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

// The pieces that the tables of the commands' fields are made of.
namespace tally::json {

// Where a command's fields go: its body, and the rest of the parsed command for names, decimals,
// the time and the link.
template <class BodyType>
struct Taking {
    BodyType& body;
    ParsedCommand& parsed;
};

template <class Member>
struct MemberOf;

template <class Owner, class Value>
struct MemberOf<Value Owner::*> {
    using Object = Owner;
};

template <auto Member>
using To = Taking<typename MemberOf<decltype(Member)>::Object>;

template <auto Member>
void id(Reading& reading, Node const& node, To<Member>& to) {
    reading.id(node, to.body.*Member);
}

template <auto Member>
void wide(Reading& reading, Node const& node, To<Member>& to) {
    reading.wide(node, to.body.*Member);
}

template <auto Member>
void integer(Reading& reading, Node const& node, To<Member>& to) {
    reading.integer(node, to.body.*Member);
}

template <auto Member>
void big(Reading& reading, Node const& node, To<Member>& to) {
    using Value = std::remove_reference_t<decltype(to.body.*Member)>;
    std::uint64_t value = 0;
    reading.big(node, value, static_cast<Value>(~Value{0}));
    to.body.*Member = static_cast<Value>(value);
}

template <auto Member>
void time(Reading& reading, Node const& node, To<Member>& to) {
    reading.time(node, to.body.*Member);
}

template <auto Member>
void date(Reading& reading, Node const& node, To<Member>& to) {
    reading.date(node, to.body.*Member);
}

template <auto Member>
void bytes(Reading& reading, Node const& node, To<Member>& to) {
    reading.bytes(node, (to.body.*Member).bytes);
}

template <auto Member>
void symbol(Reading& reading, Node const& node, To<Member>& to) {
    reading.symbol(node, to.body.*Member);
}

template <auto Member>
void increment(Reading& reading, Node const& node, To<Member>& to) {
    reading.increment(node, (to.body.*Member).units, (to.body.*Member).scale);
}

template <auto Member, auto const& Names>
void choice(Reading& reading, Node const& node, To<Member>& to) {
    reading.choice(node, std::span{Names}, to.body.*Member);
}

template <auto Member>
void flag(Reading& reading, Node const& node, To<Member>& to) {
    reading.boolean(node, to.body.*Member);
}

// A name that the state has to explain.
template <auto Member, class BodyType>
void name(Reading& reading, Node const& node, Taking<BodyType>& to) {
    reading.symbol(node, to.parsed.*Member);
}

template <Role Where, class BodyType>
void decimal(Reading& reading, Node const& node, Taking<BodyType>&) {
    reading.decimal(node, Where);
}

// A bit of a flags member, set by a field that is true or false.
template <auto Member, auto Bit>
void option(Reading& reading, Node const& node, To<Member>& to) {
    bool on = false;
    reading.boolean(node, on);
    auto& flags = to.body.*Member;
    if (on) flags = static_cast<std::remove_reference_t<decltype(flags)>>(flags | Bit);
}

template <class BodyType>
using BodyField = Field<Taking<BodyType>>;

template <class BodyType>
void take_command_name(Reading&, Node const&, Taking<BodyType>&) {}

template <class BodyType>
void take_time(Reading& reading, Node const& node, Taking<BodyType>& to) {
    reading.time(node, to.parsed.time.emplace());
    to.parsed.time_column = node.column;
}

template <class BodyType>
void take_linked(Reading& reading, Node const& node, Taking<BodyType>& to) {
    bool linked = false;
    reading.boolean(node, linked);
    to.parsed.linked = to.parsed.linked || linked;
}

template <class BodyType>
void take_signed(Reading& reading, Node const& node, Taking<BodyType>& to) {
    read_proof(reading, node, to.parsed.proof.emplace());
}

// What every command may have.
template <class BodyType>
inline constexpr std::array<BodyField<BodyType>, 4> common_fields{{
    {"command", true, take_command_name<BodyType>},
    {"time", false, take_time<BodyType>},
    {"linked", false, take_linked<BodyType>},
    {"signed", false, take_signed<BodyType>},
}};

// A command's own fields among those.
template <class BodyType, std::size_t Count>
constexpr auto with_common(BodyField<BodyType> const (&own)[Count]) {
    constexpr auto& common = common_fields<BodyType>;
    std::array<BodyField<BodyType>, Count + common.size()> all{};
    auto const behind_name = std::copy_n(common.begin(), 1, all.begin());
    auto const behind_own = std::copy_n(own, Count, behind_name);
    std::copy(common.begin() + 1, common.end(), behind_own);
    return all;
}

template <class BodyType, std::size_t Count>
BodyType& take_fields(Reading& reading, std::array<BodyField<BodyType>, Count> const& fields) {
    auto& parsed = reading.out();
    Taking<BodyType> to{parsed.body.emplace<BodyType>(), parsed};
    read_object<Taking<BodyType>>(reading, 0, fields, to);
    return to.body;
}

}  // namespace tally::json
