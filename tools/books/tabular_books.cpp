#include "tools/books/tabular_books.h"

#include "journal/crypto/text.h"
#include "tools/cli/json_text.h"
#include "tools/look/entry_json.h"
#include "tools/look/movement.h"
#include "tools/text/time.h"

#include <array>
#include <string>
#include <string_view>

namespace tally::books {

namespace {

std::string_view word_for(PostingLayer layer) {
    switch (layer) {
        case PostingLayer::posted:
            return "posted";
        case PostingLayer::pending_reserve:
            return "pending_reserve";
        case PostingLayer::pending_release:
            return "pending_release";
    }
    return "unknown";
}

std::uint8_t scale_of(State const& state, AssetNumber number) {
    auto const* const asset = state.assets().find(number);
    return asset == nullptr ? std::uint8_t{0} : asset->scale;
}

// Credits less debits, as `tally balance` shows it.
Value balance_of(look::Position const& position, std::uint8_t scale) {
    if (position.credits >= position.debits)
        return Value::amount((position.credits - position.debits).units(), scale);
    return Value::amount((position.debits - position.credits).units(), scale, true);
}

std::string body_text(Entry const& entry, State const& state) {
    cli::JsonText json;
    json.begin_object();
    look::write_body(json, entry.body, look::Shown{state});
    json.end_object();
    return json.take();
}

Value id_at(State const& state, AccountHandle handle) {
    return look::id_text(state.ledger().account(handle).id.value);
}

}  // namespace

Value amount_of(State const& state, Amount amount, AssetNumber asset) {
    return Value::amount(amount.units(), scale_of(state, asset));
}

Value id_of(uint128 id) {
    return id == 0 ? Value::nothing() : Value{look::id_text(id)};
}

Result<void> TabularBooks::begin(Heading const& heading, State const& before) {
    TALLY_TRYV(sink_->begin());
    TALLY_TRYV(write_about(heading));
    return write_balances(Table::opening_balances, before);
}

Result<void> TabularBooks::write_about(Heading const& heading) {
    std::array<std::pair<std::string_view, std::string>, 5> const facts{
        {{"format", "tallystick/books/v1"},
         {"origin", heading.origin},
         {"first_entry", std::to_string(heading.from)},
         {"record_size", std::to_string(heading.size)},
         {"record_root", to_hex(heading.root.span())}}};
    for (auto const& [name, fact] : facts) {
        std::array const row{Value{name}, Value{fact}};
        TALLY_TRYV(sink_->row(Table::about, row));
    }
    return success();
}

Result<void> TabularBooks::entry(Entry const& entry, State const& after) {
    std::array const row{Value::of(entry.sequence.value),
                         Value{text::format_time(entry.time)},
                         Value::of(entry.time.ns),
                         Value::of(entry.cause.value),
                         Value{kind_name(entry.body)},
                         Value{name_of(outcome_of(entry.body))},
                         Value::of(entry.linked ? 1 : 0),
                         Value::of(entry.key.value),
                         Value{body_text(entry, after)}};
    TALLY_TRYV(sink_->row(Table::entries, row));
    TALLY_TRYV(write_postings(entry, after));
    TALLY_TRYV(write_holds(entry, after));
    if (outcome_of(entry.body) != Outcome::ok) return success();
    return write_body(*sink_, entry, after);
}

Result<void> TabularBooks::write_postings(Entry const& entry, State const& after) {
    auto const postings = after.last_effects().postings();
    if (postings.empty()) return success();
    look::Movements const movements{after};
    std::size_t moved = 0;
    std::uint64_t number = 0;
    for (auto const& posting : postings) {
        auto const asset = after.ledger().account(posting.debit).asset;
        auto const scale = scale_of(after, asset);
        bool const posted = posting.layer == PostingLayer::posted;
        auto const* const movement = posted ? &movements.all()[moved++] : nullptr;
        std::array const row{Value::of(entry.sequence.value),
                             Value::of(number++),
                             Value{word_for(posting.layer)},
                             Value{kind_name(entry.body)},
                             Value{look::reference_of(entry.body)},
                             id_at(after, posting.debit),
                             id_at(after, posting.credit),
                             Value{after.assets().find(asset)->code.view()},
                             Value::amount(posting.amount.units(), scale),
                             posted ? balance_of(movement->debit, scale) : Value::nothing(),
                             posted ? balance_of(movement->credit, scale) : Value::nothing(),
                             Value{text::format_date(look::effective_day(entry))}};
        TALLY_TRYV(sink_->row(Table::postings, row));
    }
    return success();
}

Result<void> TabularBooks::write_holds(Entry const& entry, State const& after) {
    std::uint64_t number = 0;
    for (auto const& hold : after.last_effects().holds()) {
        auto const asset = after.ledger().account(hold.account).asset;
        std::array const row{Value::of(entry.sequence.value),
                             Value::of(number++),
                             id_at(after, hold.account),
                             Value{after.assets().find(asset)->code.view()},
                             amount_of(after, hold.released, asset),
                             amount_of(after, hold.placed, asset)};
        TALLY_TRYV(sink_->row(Table::holds, row));
    }
    return success();
}

Result<void> TabularBooks::write_balances(Table table, State const& state) {
    auto const& ledger = state.ledger();
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        auto const amount = [&](Amount of) { return amount_of(state, of, account.asset); };
        std::array const row{Value{look::id_text(account.id.value)},
                             Value{state.assets().find(account.asset)->code.view()},
                             amount(account.debits_posted),
                             amount(account.credits_posted),
                             balance_of({account.debits_posted, account.credits_posted},
                                        scale_of(state, account.asset)),
                             amount(account.debits_pending),
                             amount(account.credits_pending),
                             amount(account.held)};
        TALLY_TRYV(sink_->row(table, row));
    }
    return success();
}

Result<void> TabularBooks::end(State const& after) {
    TALLY_TRYV(write_balances(Table::balances, after));
    TALLY_TRYV(write_end(*sink_, after));
    return sink_->end();
}

}  // namespace tally::books
