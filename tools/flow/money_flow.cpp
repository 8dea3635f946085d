#include "tools/flow/money_flow.h"

#include "tools/flow/flow.h"

#include <string>

namespace tally::flow {

namespace {

std::uint64_t take(std::vector<std::uint64_t>& from, Random& random) {
    auto const index = random.between(0, from.size() - 1);
    auto const taken = from[index];
    from[index] = from.back();
    from.pop_back();
    return taken;
}

}  // namespace

Line MoneyFlow::transfer(Random& random) {
    std::size_t const asset = random.one_in(4) ? 1 : 0;  // euros now and then
    auto const from = random.between(first_owner, first_owner + owners_ - 1);
    auto const to =
        random.one_in(50) ? from : random.between(first_owner, first_owner + owners_ - 1);
    Line line{"create_transfer"};
    line.id("id", next_transfer_++);
    line.id("debit", account_of(from, asset)).id("credit", account_of(to, asset));
    line.text("asset", assets[asset].code);
    line.units("amount", 1 + random.mostly_small(500'000), assets[asset].scale);
    line.number("code", random.between(1, 5));
    return line;
}

Line MoneyFlow::finish_pending(Random& random) {
    auto const pending = take(pending_, random);
    bool const posts = !random.one_in(4);
    Line line{"create_transfer"};
    line.id("id", next_transfer_++).id("pending_id", pending);
    if (posts) line.text("amount", "max");
    line.raw("flags", posts ? R"(["post_pending_transfer"])" : R"(["void_pending_transfer"])");
    return line;
}

void MoneyFlow::linked_pair(Random& random, std::vector<Line>& out) {
    out.push_back(std::move(transfer(random).yes("linked")));
    out.push_back(transfer(random));
}

// An escrow is made and funded; some are disputed, the others are refunded when their time has
// come.
void MoneyFlow::escrow(Random& random, Timestamp now, std::vector<Line>& out) {
    if (funded_.size() > 5 && random.one_in(2)) {
        Line line{random.one_in(5) ? "dispute_escrow" : "refund_escrow"};
        out.push_back(line.id("id", take(funded_, random)));
        return;
    }
    auto const buyer = random.between(first_owner, first_owner + owners_ - 2);
    Line line{"create_escrow"};
    line.id("id", next_escrow_).id("buyer", buyer).id("seller", buyer + 1);
    line.text("asset", assets[0].code)
        .units("amount", random.between(1'00, 900'00), assets[0].scale);
    line.text("content_hash", "0x" + std::string(64, "0123456789abcdef"[next_escrow_ % 16]));
    line.raw("attestors",
             R"(["0x1111111111111111111111111111111111111111",)"
             R"("0x2222222222222222222222222222222222222222",)"
             R"("0x3333333333333333333333333333333333333333"])");
    line.number("quorum", 2);
    line.time("release_after", {now.ns + ns_per_second});
    line.time("refund_after", {now.ns + 5 * ns_per_second});
    out.push_back(line);
    Line fund{"fund_escrow"};
    out.push_back(fund.id("id", next_escrow_));
    funded_.push_back(next_escrow_++);
}

void MoneyFlow::next(Random& random, Timestamp now, std::vector<Line>& out) {
    auto const dice = random.between(1, 100);
    if (dice <= 8) return escrow(random, now, out);
    if (dice <= 16) return linked_pair(random, out);
    if (dice <= 28 && !pending_.empty()) return out.push_back(finish_pending(random));
    if (dice <= 45) {
        pending_.push_back(next_transfer_);
        auto line = transfer(random);
        line.raw("flags", R"(["pending"])").number("timeout", random.between(1, 120));
        return out.push_back(line);
    }
    out.push_back(transfer(random));
}

}  // namespace tally::flow
