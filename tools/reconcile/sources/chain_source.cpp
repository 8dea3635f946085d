#include "tools/reconcile/sources/chain_source.h"

#include "journal/crypto/text.h"
#include "replay/fold.h"
#include "tools/look/movement.h"
#include "tools/reconcile/sources/reading.h"
#include "tools/text/hex.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <variant>

namespace tally::reconcile {

namespace {

struct Block {
    std::uint64_t number = 0;
    Timestamp time;
};

// One transfer on a chain, whatever block it has come to be in.
struct Transfer {
    ChainEvent event;
    LineStatus status = LineStatus::unconfirmed;
    bool reversed = false;  // after it was final
    Block block;
    Days reversed_on = 0;
};

using TransferKey = std::tuple<ChainNumber, Hash32, std::uint32_t>;

class ChainVisitor final : public FoldVisitor {
public:
    [[nodiscard]] bool after(Entry const& entry, State const&) override {
        if (auto const* const seen = std::get_if<ObserveBlock>(&entry.body))
            blocks_.try_emplace({seen->chain, seen->hash}, Block{seen->number, seen->timestamp});
        if (auto const* const applied = std::get_if<ChainEventApplied>(&entry.body))
            take(*applied, entry);
        return true;
    }

    [[nodiscard]] std::map<TransferKey, Transfer> const& transfers() const { return transfers_; }

private:
    void take(ChainEventApplied const& applied, Entry const& entry) {
        auto const type = applied.event.type;
        if (type != ChainEventType::deposit && type != ChainEventType::withdrawal) return;
        auto& transfer =
            transfers_[{applied.chain, applied.event.transaction, applied.event.index}];
        transfer.event = applied.event;
        transfer.block = blocks_[{applied.chain, applied.block}];
        switch (applied.effect) {
            case ChainEffect::seen:
                transfer.status = LineStatus::unconfirmed;
                break;
            case ChainEffect::moved:
                break;
            case ChainEffect::dropped:
                transfer.status = LineStatus::orphaned;
                break;
            case ChainEffect::finalized:
            case ChainEffect::unmatched:  // on the chain, and nobody asked for it
                transfer.status = LineStatus::booked;
                break;
            case ChainEffect::reversed:
                transfer.reversed = true;
                transfer.reversed_on = look::day_of(entry.time);
                break;
        }
    }

    std::map<std::pair<ChainNumber, Hash32>, Block> blocks_;
    std::map<TransferKey, Transfer> transfers_;
};

StatementLine line_of(TransferKey const& key, Transfer const& transfer, SignedAmount amount) {
    StatementLine line;
    auto const hash = text::format_hex(std::get<Hash32>(key).span());
    line.entry_reference = hash + ":" + std::to_string(std::get<std::uint32_t>(key));
    line.amount = amount;
    line.status = transfer.status;
    line.block = transfer.block.number;
    line.moment = transfer.block.time;
    line.booking_date = look::day_of(transfer.block.time);
    line.code = transfer.event.type == ChainEventType::deposit ? "deposit" : "withdrawal";
    add_reference(line, ReferenceField::transaction, hash);
    add_reference(line, ReferenceField::entry, line.entry_reference);
    return line;
}

// What went out again because the chain went another way below finality.
StatementLine reversal_of(StatementLine line, Days day) {
    line.entry_reference += "/reversed";
    line.amount = -line.amount;
    line.reversal = true;
    line.booking_date = day;
    return line;
}

Result<void> add_line(Statement& statement, StatementLine line) {
    if (line.status == LineStatus::booked) {
        auto const sum = statement.closing->checked_add(line.amount);
        if (!sum)
            return Failure{
                FailureKind::usage,
                "the transfers of " + statement.account + " come to more than 127 bits count"};
        statement.closing = *sum;
    }
    statement.lines.push_back(std::move(line));
    return success();
}

Statement empty_statement(Record const& record, Chain const& chain, Asset const& asset, Point at) {
    Statement statement;
    auto const name = std::string{chain.terms().name.view()};
    statement.source = "chain " + name;
    statement.account = name + "/" + std::string{asset.code.view()};
    statement.id = record.origin() + "/" + std::to_string(at.size) + "/" + statement.account;
    statement.asset = asset.code.view();
    statement.scale = asset.scale;
    statement.opening = SignedAmount{};
    statement.closing = SignedAmount{};
    if (auto const* const tip = chain.tip()) {
        statement.block = BlockPoint{tip->number, text::format_hex(tip->hash.span()), name};
        statement.made = tip->timestamp;
        statement.to = look::day_of(tip->timestamp);
    }
    return statement;
}

Result<Statement> statement_of(Record const& record,
                               State const& state,
                               std::pair<ChainNumber, AssetNumber> of,
                               std::map<TransferKey, Transfer> const& transfers,
                               Point at) {
    auto statement = empty_statement(
        record, *state.chains().find(of.first), *state.assets().find(of.second), at);
    for (auto const& [key, transfer] : transfers) {
        if (std::get<ChainNumber>(key) != of.first || transfer.event.asset != of.second) continue;
        auto const amount = SignedAmount::from(transfer.event.amount,
                                               transfer.event.type == ChainEventType::withdrawal);
        if (!amount)
            return Failure{FailureKind::usage,
                           "a transfer of " + statement.account + " is of 2^127 units or more"};
        auto line = line_of(key, transfer, *amount);
        if (transfer.reversed) {
            line.status = LineStatus::booked;
            TALLY_TRYV(add_line(statement, reversal_of(line, transfer.reversed_on)));
        }
        TALLY_TRYV(add_line(statement, std::move(line)));
    }
    std::ranges::sort(statement.lines, {}, [](StatementLine const& line) {
        return std::tuple{line.block.value_or(0), line.entry_reference};
    });
    for (auto const& line : statement.lines)
        if (statement.from == 0 || line.booking_date < statement.from)
            statement.from = line.booking_date;
    return statement;
}

}  // namespace

Result<FileReport> read_chains(Record const& record,
                               Point at,
                               ReadOptions const& options,
                               StatementSink& sink) {
    ChainVisitor visitor;
    FoldOptions fold_options;
    fold_options.to = at;
    fold_options.verify = true;
    TALLY_TRY(folded, fold(record, fold_options, visitor));
    FileReport report;
    report.file = record.directory().string();
    report.hash = to_hex(folded.proven ? folded.proven->root.span() : ByteSpan{});
    report.format = SourceFormat::record;
    report.entries = at.size;
    SourceReading reading{options, report.hash, sink};
    auto const& state = *folded.state;
    for (auto const& chain : state.chains().all()) {
        for (auto const& asset : state.assets().all()) {
            auto const name =
                std::string{chain.terms().name.view()} + "/" + std::string{asset.code.view()};
            if (std::ranges::find(options.accounts, name) == options.accounts.end()) continue;
            TALLY_TRY(statement,
                      statement_of(
                          record, state, {chain.number(), asset.number}, visitor.transfers(), at));
            reading.finish(std::move(statement), {});
        }
    }
    report.statements = reading.statements();
    report.lines = reading.lines();
    report.left_out = std::move(reading.mistakes());
    return report;
}

}  // namespace tally::reconcile
