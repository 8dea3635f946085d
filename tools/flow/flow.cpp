#include "tools/flow/flow.h"

namespace tally::flow {

namespace {

// 2026-01-05T09:00:00Z, a Monday.
constexpr Timestamp opening{1'767'603'600ULL * ns_per_second};

constexpr std::array<MarketShape, 3> shapes{{
    {"BTC-USD", "BTC", "USD", 2, 1, 4, 1, 6'400'000, 4'000, 5'000},
    {"ETH-USD", "ETH", "USD", 2, 1, 3, 1, 310'000, 800, 20'000},
    {"EUR-USD", "EUR", "USD", 4, 1, 0, 1, 10'850, 60, 20'000},
}};

// A block's hash: its number, so that a block's parent is easy to see in the record.
std::string block_hash(std::uint64_t number) {
    auto const digits = std::to_string(number);
    return "0x" + std::string(64 - digits.size(), '0') + digits;
}

}  // namespace

Flow::Flow(FlowOptions const& options)
    : options_(options), random_(options.seed), now_(opening), money_(options.owners) {
    std::uint64_t first_order = 1;
    for (auto const& shape : shapes) {
        markets_.emplace_back(shape, first_order, options.owners);
        first_order += 1'000'000'000;
    }
}

void Flow::put(std::ostream& out, Line line) {
    out << line.time("time", now_).end();
}

// Some microseconds later; seldom, much later.
void Flow::advance() {
    auto const pause = random_.one_in(200) ? random_.between(1, 400'000) : random_.between(1, 900);
    now_.ns += pause * 1'000;
}

void Flow::set_up_owner(std::ostream& out, std::uint64_t owner) {
    for (std::size_t i = 0; i < assets.size(); ++i) {
        Line account{"create_account"};
        account.id("id", account_of(owner, i)).text("asset", assets[i].code).id("owner", owner);
        account.number("code", owner < first_owner ? 2 : 1).yes("default");
        if (owner >= first_owner) account.raw("flags", R"(["debits_must_not_exceed_credits"])");
        put(out, account);
    }
    if (owner < first_owner) return;
    for (std::size_t i = 0; i < assets.size(); ++i) {
        Line funds{"create_transfer"};
        funds.id("id", account_of(owner, i)).id("debit", account_of(issuer, i));
        funds.id("credit", account_of(owner, i)).text("asset", assets[i].code);
        funds.units("amount", assets[i].funds, 0).number("code", 9);
        put(out, funds);
    }
}

void Flow::set_up(std::ostream& out) {
    for (auto const& asset : assets) {
        put(out, Line{"create_asset"}.text("asset", asset.code).number("scale", asset.scale));
    }
    for (auto const owner : {issuer, fee_owner, custody_owner, loss_owner})
        set_up_owner(out, owner);
    for (std::uint64_t i = 0; i < options_.owners; ++i)
        set_up_owner(out, first_owner + i);
    for (auto const& shape : shapes) {
        Line market{"create_market"};
        market.text("market", shape.symbol).text("base", shape.base).text("quote", shape.quote);
        market.units("tick", shape.tick, shape.price_scale)
            .units("lot", shape.lot, shape.lot_scale);
        market.number("maker_fee_bps", 1).number("taker_fee_bps", 5).id("fee_owner", fee_owner);
        put(out, market);
    }
    Line chain{"create_chain"};
    chain.text("chain", "ethereum").number("finality_depth", 3);
    put(out, chain.id("custody_owner", custody_owner).id("loss_owner", loss_owner));
}

// A block with one deposit to one owner.
void Flow::observe_block(std::ostream& out) {
    ++block_;
    auto const owner = random_.between(first_owner, first_owner + options_.owners - 1);
    Line line{"observe_block"};
    line.text("chain", "ethereum").number("number", block_);
    line.text("hash", block_hash(block_)).text("parent", block_hash(block_ - 1));
    line.time("timestamp", now_);
    std::string event = R"([{"type":"deposit","transaction":")" + block_hash(700'000 + block_);
    event += R"(","index":0,"account":")" + std::to_string(account_of(owner, 3));
    event += R"(","asset":"ETH","amount":")" + text::format_units(random_.between(1, 5'000), 3);
    put(out, line.raw("events", event + "\"}]"));
}

void Flow::write(std::ostream& out) {
    set_up(out);
    std::vector<Line> lines;
    for (std::uint64_t done = 0; done < options_.commands;) {
        advance();
        lines.clear();
        auto const dice = random_.between(1, 1000);
        if (dice == 1) {
            observe_block(out);
            ++done;
        } else if (dice <= 250) {
            money_.next(random_, now_, lines);
        } else {
            auto& market = markets_[dice % markets_.size()];
            lines.push_back(market.next(random_, now_));
        }
        for (auto& line : lines)
            put(out, std::move(line));
        done += lines.size();
    }
}

}  // namespace tally::flow
