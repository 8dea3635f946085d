#include "tools/serve/access/guarded_reads.h"

#include "tools/serve/reads/query.h"
#include "tools/text/number.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace tally::serve {

namespace {

constexpr std::array for_everybody{
    "status", "books", "markets", "assets", "names", "checkpoints", "proofs", "growth"};
constexpr std::array by_owner{"accounts", "orders", "fills"};
constexpr std::array by_account{"accounts", "balances", "statements"};

template <class Names>
bool is_one_of(Names const& names, std::string const& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string parameter(Query const& query, std::string const& name) {
    auto const found = query.parameters.find(name);
    return found == query.parameters.end() ? std::string{} : found->second;
}

Verdict if_owner_of(std::string const& account) {
    auto const id = text::parse_integer(account);
    if (!id.ok()) return NotForYou{};
    return IfOwnerOf{AccountId{id.value}};
}

}  // namespace

Verdict judge(Reading const& reading, std::string_view text) {
    if (reading.everything) return GoesOn{};
    auto const parsed = parse_query(text);
    if (!parsed) return GoesOn{};  // is told what is wrong with it
    auto const& query = parsed.value();
    if (is_one_of(for_everybody, query.what)) return GoesOn{};
    if (may_be_owned(query)) return IfTheirs{};
    if (!query.id.empty())
        return is_one_of(by_account, query.what) ? if_owner_of(query.id) : NotForYou{};
    if (query.what == "transfers") {
        for (auto const* name : {"account", "debit", "credit"}) {
            auto const account = parameter(query, name);
            if (!account.empty()) return if_owner_of(account);
        }
    }
    if (!is_one_of(by_owner, query.what)) return NotForYou{};
    auto const owner = text::parse_integer(parameter(query, "owner"));
    if (owner.ok() && reading.covers(OwnerId{owner.value})) return GoesOn{};
    return NotForYou{};
}

void GuardedReads::read(std::uint64_t connection, KeyNumber asker, wire::Read const& question) {
    auto const verdict = judge(gate_.reading_of(asker), question.query);
    if (std::holds_alternative<GoesOn>(verdict)) return behind_.read(connection, asker, question);
    if (auto const* const wanted = std::get_if<IfOwnerOf>(&verdict))
        return read_if_owner(connection, asker, question, wanted->account);
    if (std::holds_alternative<NotForYou>(verdict))
        return refuse(connection, question.request_id, 403);
    owned_.read_owned(connection, question, [this, asker](OwnerId owner) {
        return gate_.reading_of(asker).covers(owner);
    });
}

// An account that is not there is refused like one of somebody else: who may not see it is not told
// which.
void GuardedReads::read_if_owner(std::uint64_t connection,
                                 KeyNumber asker,
                                 wire::Read const& question,
                                 AccountId account) {
    auto const on_owner = [this,
                           connection,
                           asker,
                           question = wire::Read{question},
                           query =
                               std::string{question.query}](std::optional<OwnerId> owner) mutable {
        if (!owner || !gate_.reading_of(asker).covers(*owner))
            return refuse(connection, question.request_id, 403);
        question.query = query;
        behind_.read(connection, asker, question);
    };
    if (!ask_owner_(account, on_owner)) refuse(connection, question.request_id, 503);
}

void GuardedReads::refuse(std::uint64_t connection, std::uint64_t request_id, unsigned status) {
    RowsAnswer answer;
    answer.request_id = request_id;
    answer.status = static_cast<std::uint16_t>(status);
    answer.body = status == 503
                      ? "too many reads wait; try again"
                      : "this key may not read that: it reads what belongs to its own owners "
                        "(accounts?owner=.., orders?owner=.., fills?owner=.., balances, "
                        "statements and transfers of their accounts, and one transfer, order, "
                        "escrow or entry of theirs by its id), books, and the record's status and "
                        "proofs";
    outbox_.put({connection, std::move(answer)});
}

}  // namespace tally::serve
