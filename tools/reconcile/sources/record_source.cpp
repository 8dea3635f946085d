#include "tools/reconcile/sources/record_source.h"

#include "journal/crypto/text.h"
#include "replay/fold.h"
#include "replay/point.h"
#include "replay/record.h"
#include "tools/look/movement.h"
#include "tools/reconcile/sources/reading.h"
#include "tools/text/number.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace tally::reconcile {

namespace {

std::string id_text(uint128 id) {
    return text::format_integer(id);
}

// Turns the posted movements of the accounts that were asked for into lines, while a record is
// folded from its first entry.
class LinesVisitor final : public FoldVisitor {
public:
    explicit LinesVisitor(std::vector<AccountId> ids) {
        for (auto const id : ids)
            accounts_.push_back({id, {}, {}});
    }

    [[nodiscard]] bool after(Entry const& entry, State const& state) override {
        look::Movements const movements{state};
        std::size_t ordinal = 0;
        for (auto const& movement : movements.all()) {
            ++ordinal;
            for (auto& account : accounts_)
                take(account, entry, state, movement.posting, ordinal);
        }
        return true;
    }

    struct Followed {
        AccountId id;
        std::vector<StatementLine> lines;
        std::optional<std::string> fault;
    };

    [[nodiscard]] std::vector<Followed>& accounts() { return accounts_; }

private:
    static void take(Followed& account,
                     Entry const& entry,
                     State const& state,
                     Posting const& posting,
                     std::size_t ordinal) {
        auto const handle = state.ledger().find(account.id);
        bool const debited = posting.debit == handle;
        if (handle.is_none() || (!debited && posting.credit != handle)) return;
        auto const amount = SignedAmount::from(posting.amount, debited);
        if (!amount) {
            account.fault =
                "entry " + std::to_string(entry.sequence.value) + " moves 2^127 units or more";
            return;
        }
        StatementLine line;
        line.entry_reference = std::to_string(entry.sequence.value) + ":" + std::to_string(ordinal);
        line.amount = *amount;
        line.booking_date = look::day_of(entry.time);
        line.value_date = look::effective_day(entry);
        line.moment = entry.time;
        line.code = kind_name(entry.body);
        line.position = {entry.sequence.value + 1, 0};
        auto const other = state.ledger().account(debited ? posting.credit : posting.debit).id;
        add_references(line, entry, other);
        account.lines.push_back(std::move(line));
    }

    static void add_references(StatementLine& line, Entry const& entry, AccountId other) {
        add_reference(line, ReferenceField::transfer, look::reference_of(entry.body));
        add_reference(line, ReferenceField::counterparty, id_text(other.value));
        auto const* const transfer = std::get_if<CreateTransfer>(&entry.body);
        if (transfer == nullptr || transfer->user_data_128 == 0) return;
        add_reference(line, ReferenceField::end_to_end, id_text(transfer->user_data_128));
    }

    std::vector<Followed> accounts_;
};

Result<std::vector<AccountId>> ids_of(ReadOptions const& options, std::string const& directory) {
    if (options.accounts.empty()) {
        return Failure{FailureKind::usage,
                       directory +
                           " is a record: say which of its accounts are the statements "
                           "(--source-account ID)"};
    }
    std::vector<AccountId> ids;
    for (auto const& text : options.accounts) {
        auto const parsed = text::parse_integer(text);
        AccountId const id{parsed.value};
        if (!parsed.ok()) return Failure{FailureKind::usage, "\"" + text + "\" is no account's id"};
        if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    }
    return ids;
}

// Credits less debits, as the account's owner sees it.
std::optional<SignedAmount> balance_of(Account const& account) {
    auto const credits = SignedAmount::from(account.credits_posted, false);
    auto const debits = SignedAmount::from(account.debits_posted, false);
    if (!credits || !debits) return std::nullopt;
    return credits->checked_sub(*debits);
}

Result<Statement> statement_of(LinesVisitor::Followed& followed,
                               Record const& record,
                               Folded const& folded) {
    auto const& state = *folded.state;
    auto const handle = state.ledger().find(followed.id);
    auto const name =
        "account " + id_text(followed.id.value) + " of " + record.directory().string();
    if (handle.is_none())
        return Failure{FailureKind::incomplete, name + " is not there at that point"};
    auto const& account = state.ledger().account(handle);
    auto const closing = balance_of(account);
    if (followed.fault || !closing) {
        return Failure{FailureKind::usage,
                       name + " holds amounts of 2^127 units or more, which a statement cannot"};
    }
    auto const& asset = *state.assets().find(account.asset);
    Statement statement;
    statement.source = "record " + record.origin();
    statement.id = record.origin() + "/" + std::to_string(folded.snapshot_size + folded.applied);
    statement.account = id_text(followed.id.value);
    statement.asset = asset.code.view();
    statement.scale = asset.scale;
    statement.opening = SignedAmount{};
    statement.closing = closing;
    statement.made = state.last_time();
    statement.lines = std::move(followed.lines);
    if (!statement.lines.empty()) {
        statement.from = statement.lines.front().booking_date;
        statement.to = statement.lines.back().booking_date;
    }
    return statement;
}

}  // namespace

Result<FileReport> read_record(std::string const& directory,
                               ReadOptions const& options,
                               StatementSink& sink) {
    TALLY_TRY(record, Record::open(directory));
    TALLY_TRY(ids, ids_of(options, directory));
    TALLY_TRY(point, resolve_point(*record, options.at.empty() ? "end" : options.at));
    LinesVisitor visitor{std::move(ids)};
    FoldOptions fold_options;
    fold_options.to = point;
    fold_options.progress = options.progress;
    fold_options.verify = true;  // somebody else's record: nothing in it is believed
    TALLY_TRY(folded, fold(*record, fold_options, visitor));
    FileReport report;
    report.file = directory;
    report.hash = to_hex(folded.proven ? folded.proven->root.span() : ByteSpan{});
    report.format = SourceFormat::record;
    SourceReading reading{options, report.hash, sink};
    for (auto& followed : visitor.accounts()) {
        TALLY_TRY(statement, statement_of(followed, *record, folded));
        reading.finish(std::move(statement), {});
    }
    report.entries = point.size;
    report.statements = reading.statements();
    report.lines = reading.lines();
    report.left_out = std::move(reading.mistakes());
    return report;
}

}  // namespace tally::reconcile
