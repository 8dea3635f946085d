#include "journal/entries/access.h"
#include "tools/json/command_kinds.h"
#include "tools/json/fields.h"
#include "tools/json/names.h"

#include <string_view>

namespace tally::json {

namespace {

template <auto Member>
void number(Reading& reading, Node const& node, To<Member>& to) {
    reading.integer(node, (to.body.*Member).value);
}

template <class BodyType>
void scope_owner(Reading& reading, Node const& node, Taking<BodyType>& to) {
    reading.id(node, to.body.scope.owner);
}

constexpr auto add_fields = with_common<AddKey>({
    {"public_key", true, bytes<&AddKey::public_key>},
    {"name", false, symbol<&AddKey::name>},
    {"expires", false, time<&AddKey::expires>},
});

constexpr auto revoke_fields =
    with_common<RevokeKey>({{"number", true, number<&RevokeKey::number>}});

template <class BodyType>
constexpr auto role_fields = with_common<BodyType>({
    {"number", true, number<&BodyType::number>},
    {"role", true, choice<&BodyType::role, roles>},
    {"owner", false, scope_owner<BodyType>},
    {"market", false, name<&ParsedCommand::market, BodyType>},
    {"asset", false, name<&ParsedCommand::asset, BodyType>},
});

constexpr auto limit_fields = with_common<SetLimit>({
    {"limit", true, choice<&SetLimit::kind, limit_kinds>},
    {"owner", false, id<&SetLimit::owner>},
    {"number", false, number<&SetLimit::number>},
    {"market", false, name<&ParsedCommand::market, SetLimit>},
    {"asset", false, name<&ParsedCommand::asset, SetLimit>},
    {"window", false, integer<&SetLimit::window>},
    {"amount", false, decimal<Role::amount, SetLimit>},
    {"off", false, flag<&SetLimit::off>},
});

constexpr auto switch_fields = with_common<SetKillSwitch>({
    {"on", true, flag<&SetKillSwitch::on>},
    {"owner", false, id<&SetKillSwitch::owner>},
    {"market", false, name<&ParsedCommand::market, SetKillSwitch>},
});

constexpr auto policy_fields = with_common<SetPolicy>({
    {"policy", true, choice<&SetPolicy::kind, policy_kinds>},
    {"role", false, choice<&SetPolicy::role, roles>},
    {"asset", false, name<&ParsedCommand::asset, SetPolicy>},
    {"amount", false, decimal<Role::amount, SetPolicy>},
    {"timeout", false, integer<&SetPolicy::timeout>},
    {"off", false, flag<&SetPolicy::off>},
});

constexpr auto approve_fields = with_common<ApproveTransfer>({
    {"id", true, id<&ApproveTransfer::id>},
    {"reject", false, flag<&ApproveTransfer::reject>},
});

// What is set needs an amount; what is lifted has none to say.
void need_amount(Reading& reading, std::string_view field, bool off) {
    if (!reading.ok() || off || reading.out().has(Role::amount)) return;
    reading.field(field);
    reading.fail(reading.tape()[0], "is missing");
}

}  // namespace

void take_add_key(Reading& reading) {
    take_fields<AddKey>(reading, add_fields);
}

void take_revoke_key(Reading& reading) {
    take_fields<RevokeKey>(reading, revoke_fields);
}

void take_grant_role(Reading& reading) {
    take_fields<GrantRole>(reading, role_fields<GrantRole>);
}

void take_revoke_role(Reading& reading) {
    take_fields<RevokeRole>(reading, role_fields<RevokeRole>);
}

void take_set_limit(Reading& reading) {
    auto const& body = take_fields<SetLimit>(reading, limit_fields);
    need_amount(reading, "amount", body.off);
}

void take_set_kill_switch(Reading& reading) {
    take_fields<SetKillSwitch>(reading, switch_fields);
}

void take_set_policy(Reading& reading) {
    auto const& body = take_fields<SetPolicy>(reading, policy_fields);
    bool const signatures = body.kind == PolicyKind::signatures;
    need_amount(reading, "amount", body.off || signatures);
}

void take_approve_transfer(Reading& reading) {
    take_fields<ApproveTransfer>(reading, approve_fields);
}

}  // namespace tally::json
