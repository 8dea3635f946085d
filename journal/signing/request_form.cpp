#include "journal/signing/request_form.h"

#include <concepts>
#include <type_traits>
#include <variant>

namespace tally {

namespace {

// A type with a field of this name has it as a decided one, unless it is named in here.
template <class Command>
void clear_decided(Command& command) {
    if constexpr (requires { command.outcome; }) command.outcome = Outcome::ok;
    if constexpr (requires { command.hold; }) command.hold = Amount{};
    if constexpr (requires { command.rests; }) command.rests = false;
    if constexpr (requires { command.keeps_priority; }) command.keeps_priority = false;
    if constexpr (std::same_as<Command, CreateTransfer>) command.amount = command.requested;
    if constexpr (std::same_as<Command, CancelAll>) command.count = 0;
    constexpr bool numbered = std::same_as<Command, CreateAsset> ||
                              std::same_as<Command, CreateMarket> ||
                              std::same_as<Command, CreateChain> || std::same_as<Command, AddKey>;
    if constexpr (numbered) command.number = {};
}

bool ends_pending(CreateTransfer const& transfer) {
    constexpr unsigned ends =
        transfer_flag::post_pending_transfer | transfer_flag::void_pending_transfer;
    return (transfer.flags & ends) != 0;
}

// Calls `visit` with each field that may be left open, and its bit.
template <class Transfer, class Visitor>
void visit_open(Transfer& transfer, Visitor&& visit) {
    visit(transfer.debit, open_field::debit);
    visit(transfer.credit, open_field::credit);
    visit(transfer.asset, open_field::asset);
    visit(transfer.code, open_field::code);
    visit(transfer.user_data_128, open_field::user_data_128);
    visit(transfer.user_data_64, open_field::user_data_64);
    visit(transfer.user_data_32, open_field::user_data_32);
}

}  // namespace

void to_request(Body& body) {
    if (!is_command(body)) return;
    std::visit([](auto& command) { clear_decided(command); }, body);
}

std::uint8_t left_open(Body const& request) {
    auto const* transfer = std::get_if<CreateTransfer>(&request);
    if (transfer == nullptr || !ends_pending(*transfer)) return 0;
    unsigned fields = 0;
    visit_open(*transfer, [&](auto const& field, std::uint8_t bit) {
        if (field == std::remove_cvref_t<decltype(field)>{}) fields |= bit;
    });
    return static_cast<std::uint8_t>(fields);
}

void open_again(Body& body, std::uint8_t fields) {
    auto* const transfer = std::get_if<CreateTransfer>(&body);
    if (transfer == nullptr || !ends_pending(*transfer)) return;
    visit_open(*transfer, [&](auto& field, std::uint8_t bit) {
        if ((fields & bit) != 0) field = {};
    });
}

}  // namespace tally
