#include "tools/books/plain_books.h"

#include "journal/crypto/text.h"
#include "tools/books/names.h"
#include "tools/look/shown.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <variant>

namespace tally::books {

namespace {

// Positive for a debit.
std::string signed_units(look::Position const& position, std::uint8_t scale) {
    if (position.debits >= position.credits)
        return text::format_units((position.debits - position.credits).units(), scale);
    return "-" + text::format_units((position.credits - position.debits).units(), scale);
}

uint128 size_of(look::Position const& position) {
    return position.debits >= position.credits ? (position.debits - position.credits).units()
                                               : (position.credits - position.debits).units();
}

Asset const& asset_of(State const& state, Account const& account) {
    return state.assets().all()[account.asset.value - 1];
}

Heads heads_of(Entry const& entry) {
    Heads heads{
        look::day_of(entry.time), entry.sequence.value, std::string{kind_name(entry.body)}, {}};
    auto& tags = heads.tags;
    tags.emplace_back("entry", std::to_string(entry.sequence.value));
    tags.emplace_back("time", text::format_time(entry.time));
    if (entry.cause != entry.sequence)
        tags.emplace_back("cause", std::to_string(entry.cause.value));
    if (auto reference = look::reference_of(entry.body); !reference.empty())
        tags.emplace_back("id", std::move(reference));
    if (entry.key != KeyNumber{}) tags.emplace_back("key", std::to_string(entry.key.value));
    auto const* const transfer = std::get_if<CreateTransfer>(&entry.body);
    if (transfer == nullptr) return heads;
    if (transfer->effective_date != 0)
        tags.emplace_back("effective", text::format_date(transfer->effective_date));
    if (transfer->reverses != TransferId{})
        tags.emplace_back("reverses", look::id_text(transfer->reverses.value));
    return heads;
}

// What an account has beside its balance: pending and held.
std::string remark_on(Account const& account, std::uint8_t scale) {
    std::string out;
    auto const add = [&](std::string_view name, Amount amount) {
        if (amount.is_zero()) return;
        if (!out.empty()) out += ", ";
        out.append(name).append(":").append(text::format_units(amount.units(), scale));
    };
    add("pending_debits", account.debits_pending);
    add("pending_credits", account.credits_pending);
    add("held", account.held);
    return out;
}

}  // namespace

Result<void> PlainBooks::begin(Heading const& heading, State const& before) {
    heading_ = heading;
    sequence_ = heading.from == 0 ? 0 : heading.from - 1;
    day_ = opening_day_ = look::day_of(before.last_time());
    std::error_code error;
    std::filesystem::create_directories(directory_ / "months", error);
    if (error)
        return Failure{FailureKind::system,
                       "cannot make " + directory_.string() + ": " + error.message()};
    preamble_ = "; " + heading.origin + ": entries " + std::to_string(heading.from) + " to " +
                std::to_string(heading.size) + " (exclusive), root " + to_hex(heading.root.span()) +
                "\n";
    return write_opening(before);
}

Result<AppendFile> PlainBooks::open(std::string const& name) const {
    TALLY_TRY(file, AppendFile::open(directory_ / name, 0));
    TALLY_TRYV(file.write(preamble_));
    TALLY_TRYV(file.write(dialect_.preamble()));
    return file;
}

Result<void> PlainBooks::open_month(std::uint32_t day) {
    month_name_ = month_of(day);
    auto const name = "months/" + month_name_ + std::string{dialect_.extension()};
    included_.push_back(name);
    TALLY_TRY(file, open(name));
    month_.emplace(std::move(file));
    return success();
}

// The balances that the month's movements came to.
Result<void> PlainBooks::close_month(State const& state) {
    if (!month_) return success();
    for (auto const handle : month_accounts_) {
        auto& moved = moved_[handle.value];
        moved.in_this_month = false;
        auto const& account = state.ledger().account(handle);
        auto const& asset = asset_of(state, account);
        text_.clear();
        dialect_.assert_balance(text_,
                                {day_, sequence_, "balance at the end of " + month_name_, {}},
                                {&account, &asset, signed_units(moved.position, asset.scale)},
                                {});
        TALLY_TRYV(month_->write(text_));
    }
    month_accounts_.clear();
    TALLY_TRYV(month_->close());
    month_.reset();
    return success();
}

Result<void> PlainBooks::note(State const& state, AccountHandle handle, look::Position position) {
    auto const& account = state.ledger().account(handle);
    TALLY_TRYV(dialect_.check(account, asset_of(state, account), size_of(position)));
    if (moved_.size() <= handle.value) moved_.resize(state.ledger().account_count());
    auto& moved = moved_[handle.value];
    moved.position = position;
    if (!moved.in_this_month) month_accounts_.push_back(handle);
    moved.in_this_month = true;
    return success();
}

Result<void> PlainBooks::move(State const& state, look::Movement const& movement) {
    auto const& [posting, debit, credit] = movement;
    auto const& from = state.ledger().account(posting.debit);
    auto const& to = state.ledger().account(posting.credit);
    auto const& asset = asset_of(state, from);
    TALLY_TRYV(dialect_.check(from, asset, posting.amount.units()));
    auto const amount = text::format_units(posting.amount.units(), asset.scale);
    dialect_.post(text_, {&from, &asset, amount});
    dialect_.post(text_, {&to, &asset, "-" + amount});
    TALLY_TRYV(note(state, posting.debit, debit));
    return note(state, posting.credit, credit);
}

Result<void> PlainBooks::entry(Entry const& entry, State const& after) {
    look::Movements const movements{after};
    auto const day = look::day_of(entry.time);
    bool const same_month = month_ && (day == day_ || month_of(day) == month_name_);
    if (!same_month) {
        TALLY_TRYV(close_month(after));
    }
    day_ = day;
    sequence_ = entry.sequence.value;
    if (movements.all().empty()) return success();
    if (!month_) {
        TALLY_TRYV(open_month(day));
    }
    text_.clear();
    dialect_.begin(text_, heads_of(entry));
    for (auto const& movement : movements.all()) {
        TALLY_TRYV(move(after, movement));
    }
    return month_->write(text_);
}

Result<void> PlainBooks::end(State const& after) {
    TALLY_TRYV(close_month(after));
    TALLY_TRYV(write_assets(after));
    TALLY_TRYV(write_accounts(after));
    TALLY_TRYV(write_closing(after));
    return write_main();
}

// A transaction for each account, so that none grows with the number of accounts.
Result<void> PlainBooks::write_opening(State const& before) {
    auto const& ledger = before.ledger();
    opened_ = ledger.account_count() != 0;
    if (!opened_) return success();
    TALLY_TRY(file, open("opening" + std::string{dialect_.extension()}));
    std::vector<look::Position> sums(before.assets().all().size());
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        auto const& asset = asset_of(before, account);
        look::Position const position{account.debits_posted, account.credits_posted};
        auto const units = size_of(position);
        if (units == 0) continue;
        TALLY_TRYV(dialect_.check(account, asset, units));
        bool const debit = position.debits > position.credits;
        auto& sum = sums[asset.number.value - 1];
        auto& side = debit ? sum.debits : sum.credits;
        side = side.checked_add(Amount{units}).value_or(amount_max);
        TALLY_TRYV(dialect_.check(account, asset, size_of(sum)));
        auto const amount = text::format_units(units, asset.scale);
        text_.clear();
        dialect_.begin(text_, {opening_day_, sequence_, "opening balance", {}});
        dialect_.post(text_, {&account, &asset, debit ? amount : "-" + amount});
        dialect_.post_opening(text_, {&account, &asset, debit ? "-" + amount : amount});
        TALLY_TRYV(file.write(text_));
    }
    return file.close();
}

Result<void> PlainBooks::write_assets(State const& state) {
    TALLY_TRY(file, open("assets" + std::string{dialect_.extension()}));
    for (auto const& asset : state.assets().all()) {
        TALLY_TRYV(dialect_.check(asset));
        text_.clear();
        dialect_.declare(text_, asset);
        if (opened_) dialect_.declare_opening(text_, asset, opening_day_);
        TALLY_TRYV(file.write(text_));
    }
    return file.close();
}

Result<void> PlainBooks::write_accounts(State const& state) {
    TALLY_TRY(file, open("accounts" + std::string{dialect_.extension()}));
    auto const& ledger = state.ledger();
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        text_.clear();
        dialect_.declare(text_, account, asset_of(state, account));
        TALLY_TRYV(file.write(text_));
    }
    return file.close();
}

Result<void> PlainBooks::write_closing(State const& state) {
    TALLY_TRY(file, open("closing" + std::string{dialect_.extension()}));
    auto const& ledger = state.ledger();
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
        auto const& account = ledger.account(AccountHandle{i});
        auto const& asset = asset_of(state, account);
        look::Position const position{account.debits_posted, account.credits_posted};
        text_.clear();
        dialect_.assert_balance(text_,
                                {day_, sequence_, "closing balance", {}},
                                {&account, &asset, signed_units(position, asset.scale)},
                                remark_on(account, asset.scale));
        TALLY_TRYV(file.write(text_));
    }
    return file.close();
}

Result<void> PlainBooks::write_main() {
    std::string const extension{dialect_.extension()};
    TALLY_TRY(file, AppendFile::open(directory_ / ("main" + extension), 0));
    text_ = preamble_;
    text_.append("; Prove the balances again with: ").append(dialect_.advice()).append("\n");
    text_ +=
        "; A debit is positive, so what is owed to somebody is negative. The number of a\n"
        "; transaction is the entry of the record that it tells: tally explain NUMBER\n\n";
    text_.append(dialect_.main_preamble());
    for (auto const* const name : {"assets", "accounts"})
        dialect_.include(text_, name + extension);
    if (opened_) dialect_.include(text_, "opening" + extension);
    for (auto const& name : included_)
        dialect_.include(text_, name);
    dialect_.include(text_, "closing" + extension);
    TALLY_TRYV(file.write(text_));
    return file.close();
}

}  // namespace tally::books
