#include "tools/import/lobster.h"

#include "replay/record.h"
#include "tools/import/lobster_count.h"
#include "tools/import/lobster_flow.h"
#include "tools/import/lobster_setup.h"

#include <atomic>
#include <chrono>
#include <utility>
#include <vector>

namespace tally::lobster {

namespace {

// Remembers the first refusal: while the market is set up, nothing may be refused.
class FirstRefusal final : public ReceiptSink {
public:
    void durable(std::span<Receipt const> receipts) override {
        for (auto const& receipt : receipts) {
            bool const fine = receipt.outcome == Outcome::ok || receipt.outcome == Outcome::exists;
            if (!fine && outcome_.load() == Outcome::ok) outcome_.store(receipt.outcome);
        }
    }

    [[nodiscard]] Outcome outcome() const { return outcome_.load(); }

private:
    std::atomic<Outcome> outcome_{Outcome::ok};  // written by the sequencer's writer
};

// One import, from an open sequencer on.
class Import {
public:
    Import(ImportOptions const& options, MarketTerms const& terms, Timestamp day)
        : options_(options), terms_(terms), day_(day) {}

    Result<void> run(Sequencer& sequencer, FirstRefusal const& refusals, Survey const& survey);

    [[nodiscard]] std::uint64_t unknown_orders() const { return unknown_orders_; }

    [[nodiscard]] std::uint64_t corrections() const { return corrections_; }

private:
    Result<void> set_up(Sequencer& sequencer, FirstRefusal const& refusals, Survey const& survey);
    Result<void> submit_all(Sequencer& sequencer,
                            FirstRefusal const& refusals,
                            std::vector<Body> commands) const;
    Result<void> record_messages(Sequencer& sequencer, MarketNumber market);

    ImportOptions const& options_;
    MarketTerms const& terms_;
    Timestamp day_;
    std::uint64_t unknown_orders_ = 0;
    std::uint64_t corrections_ = 0;
};

Result<void> Import::submit_all(Sequencer& sequencer,
                                FirstRefusal const& refusals,
                                std::vector<Body> commands) const {
    for (auto& command : commands) {
        TALLY_TRYV(sequencer.submit({std::move(command), day_, false}));
    }
    TALLY_TRYV(sequencer.flush());
    if (refusals.outcome() == Outcome::ok) return success();
    return Failure{FailureKind::usage,
                   "the market cannot be set up here: " + std::string{name_of(refusals.outcome())} +
                       "; import into a fresh directory made with `tally init`"};
}

Result<void> Import::set_up(Sequencer& sequencer,
                            FirstRefusal const& refusals,
                            Survey const& survey) {
    TALLY_TRYV(submit_all(sequencer, refusals, asset_commands(terms_)));
    auto const& assets = sequencer.state().assets();
    auto const base = assets.find(terms_.base)->number;
    auto const quote = assets.find(terms_.quote)->number;
    return submit_all(sequencer, refusals, market_commands(terms_, survey, base, quote));
}

Result<void> Import::record_messages(Sequencer& sequencer, MarketNumber market) {
    TALLY_TRY(reader, Reader::open(options_.file));
    Flow flow{market, terms_.price_divisor};
    while (true) {
        TALLY_TRY(message, reader.next());
        if (!message) break;
        auto step = flow.next(*message, reader.line());
        if (step.fate == Fate::unknown_order) ++unknown_orders_;
        if (step.fate != Fate::command) continue;
        Timestamp const time{day_.ns + message->ns};
        TALLY_TRYV(sequencer.submit({std::move(step.command), time, false}));
        if (message->kind == Kind::execution) {
            auto correction = flow.correct(message->order, sequencer.state().markets());
            if (correction) {
                ++corrections_;
                TALLY_TRYV(sequencer.submit({*std::move(correction), time, false}));
            }
        }
        if (options_.progress) options_.progress(reader.line());
    }
    return success();
}

Result<void> Import::run(Sequencer& sequencer, FirstRefusal const& refusals, Survey const& survey) {
    TALLY_TRYV(set_up(sequencer, refusals, survey));
    auto const* const market = sequencer.state().markets().find(terms_.symbol);
    TALLY_TRYV(record_messages(sequencer, market->number));
    TALLY_TRYV(sequencer.end_of_input());
    return sequencer.flush();
}

std::optional<Quote> best_of(Markets const& markets, MarketNumber market, OrderSide side) {
    auto const level = markets.side(market, side).best_level();
    if (level.at_end()) return std::nullopt;
    auto const totals = markets.totals(level);
    return Quote{totals.price, Quantity{static_cast<std::uint64_t>(totals.shown)}};
}

Result<void> count(ImportOptions const& options, std::uint64_t from, ImportReport& report) {
    TALLY_TRY(record, Record::open(options.data));
    Counter counter{report};
    TALLY_TRYV(for_each_entry(*record, from, record->size(), [&](Entry const& entry) {
        counter.add(entry);
        return true;
    }));
    counter.end();
    return success();
}

}  // namespace

Result<ImportReport> import(ImportOptions const& options, OpenSequencer const& open) {
    TALLY_TRY(terms, parse_terms(options.market, options.tick));
    TALLY_TRY(day, day_of(options.date, options.file));
    TALLY_TRY(needs, survey(options.file, terms));
    FirstRefusal refusals;
    TALLY_TRY(sequencer, open(refusals));
    auto const from = sequencer->durable_tip().size;
    auto const started = std::chrono::steady_clock::now();
    Import import{options, terms, day};
    TALLY_TRYV(import.run(*sequencer, refusals, needs));
    ImportReport report;
    report.ns = static_cast<std::uint64_t>((std::chrono::steady_clock::now() - started).count());
    report.messages = needs.messages;
    report.unknown_orders = import.unknown_orders();
    report.corrections = import.corrections();
    report.price_scale = terms.tick.scale;
    report.quote_scale = terms.quote_scale;
    auto const& markets = sequencer->state().markets();
    auto const market = markets.find(terms.symbol)->number;
    report.bid = best_of(markets, market, OrderSide::buy);
    report.ask = best_of(markets, market, OrderSide::sell);
    TALLY_TRYV(sequencer->close());
    TALLY_TRYV(count(options, from, report));
    return report;
}

}  // namespace tally::lobster
