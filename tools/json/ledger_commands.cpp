#include "journal/entries/control.h"
#include "journal/entries/ledger.h"
#include "tools/json/command_kinds.h"
#include "tools/json/fields.h"
#include "tools/json/names.h"

namespace tally::json {

namespace {

// Longer text is no command at all; between limits::metadata_bytes and this the ledger refuses it.
constexpr std::size_t longest_text = 16'384;

// What a client says a new account's totals are: they must be zero, which the ledger says.
template <std::uint8_t Bit>
void given_total(Reading& reading, Node const& node, Taking<CreateAccount>& to) {
    DecimalField field;
    reading.decimal(node, field);
    if (field.value.digits != 0) {
        to.body.given_totals = static_cast<std::uint8_t>(to.body.given_totals | Bit);
    }
}

template <auto Names, class BodyType>
void flags(Reading& reading, Node const& node, Taking<BodyType>& to) {
    reading.flags(node, Names(), to.body.flags);
    constexpr std::uint16_t linked = account_flag::linked;
    static_assert(linked == transfer_flag::linked);
    if ((to.body.flags & linked) == 0) return;
    to.parsed.linked = true;
    to.body.flags = static_cast<std::uint16_t>(to.body.flags & ~linked);
}

void amount_or_max(Reading& reading, Node const& node, Taking<CreateTransfer>& to) {
    if (Reading::is_max(node)) {
        to.body.requested = amount_max;
    } else {
        reading.decimal(node, Role::amount);
    }
}

void metadata(Reading& reading, Node const& node, Taking<CreateTransfer>& to) {
    reading.text(node, to.body.metadata, longest_text);
}

constexpr auto asset_fields = with_common<CreateAsset>({
    {"asset", true, symbol<&CreateAsset::code>},
    {"scale", true, integer<&CreateAsset::scale>},
});

constexpr auto account_fields = with_common<CreateAccount>({
    {"id", true, id<&CreateAccount::id>},
    {"asset", true, name<&ParsedCommand::asset, CreateAccount>},
    {"owner", false, id<&CreateAccount::owner>},
    {"code", false, integer<&CreateAccount::code>},
    {"flags", false, flags<account_flag_names, CreateAccount>},
    {"default", false, option<&CreateAccount::flags, account_flag::default_for_owner>},
    {"user_data_128", false, wide<&CreateAccount::user_data_128>},
    {"user_data_64", false, big<&CreateAccount::user_data_64>},
    {"user_data_32", false, big<&CreateAccount::user_data_32>},
    {"timestamp", false, time<&CreateAccount::timestamp>},
    {"debits_pending", false, given_total<tally::given_total::debits_pending>},
    {"debits_posted", false, given_total<tally::given_total::debits_posted>},
    {"credits_pending", false, given_total<tally::given_total::credits_pending>},
    {"credits_posted", false, given_total<tally::given_total::credits_posted>},
});

constexpr auto transfer_fields = with_common<CreateTransfer>({
    {"id", true, id<&CreateTransfer::id>},
    {"debit", false, id<&CreateTransfer::debit>},
    {"credit", false, id<&CreateTransfer::credit>},
    {"asset", false, name<&ParsedCommand::asset, CreateTransfer>},
    {"amount", false, amount_or_max},
    {"code", false, integer<&CreateTransfer::code>},
    {"flags", false, flags<transfer_flag_names, CreateTransfer>},
    {"pending_id", false, id<&CreateTransfer::pending_id>},
    {"timeout", false, integer<&CreateTransfer::timeout>},
    {"user_data_128", false, wide<&CreateTransfer::user_data_128>},
    {"user_data_64", false, big<&CreateTransfer::user_data_64>},
    {"user_data_32", false, big<&CreateTransfer::user_data_32>},
    {"timestamp", false, time<&CreateTransfer::timestamp>},
    {"effective_date", false, date<&CreateTransfer::effective_date>},
    {"reverses", false, id<&CreateTransfer::reverses>},
    {"metadata", false, metadata},
});

}  // namespace

void take_tick(Reading& reading) {
    take_fields<Tick>(reading, common_fields<Tick>);
}

void take_create_asset(Reading& reading) {
    take_fields<CreateAsset>(reading, asset_fields);
}

void take_create_account(Reading& reading) {
    take_fields<CreateAccount>(reading, account_fields);
}

void take_create_transfer(Reading& reading) {
    take_fields<CreateTransfer>(reading, transfer_fields);
}

}  // namespace tally::json
