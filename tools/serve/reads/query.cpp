#include "tools/serve/reads/query.h"

#include "tools/look/access.h"
#include "tools/look/balances.h"
#include "tools/look/books.h"
#include "tools/look/explain.h"
#include "tools/look/fills.h"
#include "tools/look/lists.h"
#include "tools/look/log.h"
#include "tools/look/names.h"
#include "tools/look/order_row.h"
#include "tools/prove/prove.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace tally::serve {

namespace {

// Takes parameters out of a query one by one, so that what is left was not understood.
class Taking {
public:
    explicit Taking(Query const& query) : left_(query.parameters) {}

    [[nodiscard]] std::string operator()(std::string const& name) {
        auto const found = left_.find(name);
        if (found == left_.end()) return {};
        auto value = std::move(found->second);
        left_.erase(found);
        return value;
    }

    [[nodiscard]] Result<void> finish(std::string const& what) const {
        if (left_.empty()) return success();
        return usage_failure("\"" + what + "\" takes no parameter \"" + left_.begin()->first +
                             "\"");
    }

private:
    std::map<std::string, std::string> left_;
};

struct Asked {
    Query const& query;
    Taking& take;
    cli::CommonOptions& common;
    State const* state;
    look::View const* view;
    look::IndexedRecord const* indexed;
    look::Window& window;
    cli::Output& output;
};

// Answers from the State that is at hand, or else from the view's.
template <class Answer>
Result<cli::ExitCode> at_moment(Asked const& asked, Answer const& answer) {
    auto const& state = asked.state != nullptr ? *asked.state : *asked.view->state;
    return answer(look::Moment{state, asked.common.data});
}

Result<cli::ExitCode> accounts(Asked const& asked) {
    look::AccountFilter filter;
    filter.owner = asked.take("owner");
    filter.code = asked.take("code");
    asked.common.account = asked.query.id;
    asked.common.asset = asked.take("asset");
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return at_moment(asked, [&](look::Moment const& moment) {
        return look::accounts(filter, asked.common, moment, asked.window, asked.output);
    });
}

Result<cli::ExitCode> balances(Asked const& asked) {
    asked.common.account = asked.query.id;
    asked.common.asset = asked.take("asset");
    asked.common.effective = asked.take("effective");
    TALLY_TRYV(asked.take.finish(asked.query.what));
    if (!asked.common.effective.empty()) return look::balance(asked.common, asked.output);
    return at_moment(asked, [&](look::Moment const& moment) {
        return look::balances(asked.common, moment, asked.window, asked.output);
    });
}

Result<cli::ExitCode> statements(Asked const& asked) {
    asked.common.account = asked.query.id;
    asked.common.begin = asked.take("begin");
    asked.common.end = asked.take("end");
    asked.common.effective = asked.take("effective");
    TALLY_TRYV(asked.take.finish(asked.query.what));
    if (asked.indexed != nullptr)
        return look::statement(asked.common, *asked.indexed, asked.window, asked.output);
    return look::statement(asked.common, *asked.view, asked.window, asked.output);
}

Result<cli::ExitCode> transfers(Asked const& asked) {
    look::TransferFilter filter;
    filter.id = asked.query.id;
    filter.debit = asked.take("debit");
    filter.credit = asked.take("credit");
    filter.code = asked.take("code");
    filter.state = asked.take("state");
    filter.from = asked.take("from");
    filter.to = asked.take("to");
    asked.common.account = asked.take("account");
    TALLY_TRYV(asked.take.finish(asked.query.what));
    if (asked.indexed != nullptr)
        return look::transfers(filter, asked.common, *asked.indexed, asked.window, asked.output);
    return look::transfers(filter, asked.common, *asked.view, asked.window, asked.output);
}

// An order that is not open is no business of a State alone.
Result<cli::ExitCode> one_order(Asked const& asked) {
    TALLY_TRYV(asked.take.finish(asked.query.what + "/" + asked.query.id));
    if (asked.state == nullptr) return look::one_order(asked.query.id, *asked.view, asked.output);
    look::Moment const moment{*asked.state, asked.common.data};
    TALLY_TRY(is_open, look::open_order(asked.query.id, moment, asked.output));
    if (!is_open) asked.window.spend(SIZE_MAX);
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> orders(Asked const& asked) {
    if (!asked.query.id.empty()) return one_order(asked);
    look::OrderFilter filter;
    filter.owner = asked.take("owner");
    filter.state = asked.take("state");
    asked.common.market = asked.take("market");
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return at_moment(asked, [&](look::Moment const& moment) {
        return look::orders(filter, asked.common, moment, asked.window, asked.output);
    });
}

Result<cli::ExitCode> books(Asked const& asked) {
    look::BookOptions options;
    options.market = asked.query.id;
    auto const depth = asked.take("depth");
    auto const end = depth.data() + depth.size();
    auto const [at, error] = std::from_chars(depth.data(), end, options.depth);
    bool const is_number = depth.empty() || (error == std::errc{} && at == end);
    if (!is_number) return usage_failure("\"depth\" is not a number of levels");
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return at_moment(asked, [&](look::Moment const& moment) {
        return look::book(options, asked.common, moment, asked.window, asked.output);
    });
}

Result<cli::ExitCode> markets(Asked const& asked) {
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return at_moment(asked, [&](look::Moment const& moment) {
        return look::markets(asked.query.id, moment, asked.window, asked.output);
    });
}

Result<cli::ExitCode> assets(Asked const& asked) {
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return at_moment(asked, [&](look::Moment const& moment) {
        return look::assets(asked.query.id, moment, asked.window, asked.output);
    });
}

Result<cli::ExitCode> escrows(Asked const& asked) {
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return at_moment(asked, [&](look::Moment const& moment) {
        return look::escrows(asked.query.id, moment, asked.window, asked.output);
    });
}

Result<cli::ExitCode> chains(Asked const& asked) {
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return at_moment(asked, [&](look::Moment const& moment) {
        return look::chains(asked.query.id, moment, asked.window, asked.output);
    });
}

Result<cli::ExitCode> names(Asked const& asked) {
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return at_moment(asked, [&](look::Moment const& moment) {
        return look::names(moment, asked.window, asked.output);
    });
}

Result<cli::ExitCode> access(Asked const& asked) {
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return at_moment(asked, [&](look::Moment const& moment) {
        return look::access(asked.query.id, moment, asked.window, asked.output);
    });
}

Result<cli::ExitCode> entries(Asked const& asked) {
    look::LogOptions options;
    options.from = asked.take("from");
    options.to = asked.take("to");
    if (!asked.query.id.empty()) options.from = options.to = asked.query.id;
    auto kind = asked.take("kind");
    if (!kind.empty()) options.kinds.push_back(std::move(kind));
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return look::log(options, asked.common, *asked.view, asked.window, asked.output);
}

Result<cli::ExitCode> fills(Asked const& asked) {
    look::FillFilter filter;
    filter.owner = asked.take("owner");
    filter.from = asked.take("from");
    filter.to = asked.take("to");
    asked.common.market = asked.take("market");
    TALLY_TRYV(asked.take.finish(asked.query.what));
    if (asked.indexed != nullptr)
        return look::fills(filter, asked.common, *asked.indexed, asked.window, asked.output);
    return look::fills(filter, asked.common, *asked.view, asked.window, asked.output);
}

Result<std::uint64_t> number_in(std::string const& id, char const* otherwise) {
    std::uint64_t number = 0;
    auto const end = id.data() + id.size();
    auto const read = std::from_chars(id.data(), end, number);
    if (id.empty() || read.ec != std::errc{} || read.ptr != end) return usage_failure(otherwise);
    return number;
}

Result<cli::ExitCode> proofs(Asked const& asked) {
    prove::ProofOptions options;
    options.data = asked.common.data;
    TALLY_TRY(entry,
              number_in(asked.query.id, "which entry is to be proven? write proofs/SEQUENCE"));
    options.entry = entry;
    if (auto const size = asked.take("checkpoint"); !size.empty())
        options.at = "checkpoint:" + size;
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return prove::proof(options, asked.output);
}

Result<cli::ExitCode> growth(Asked const& asked) {
    TALLY_TRY(from, number_in(asked.query.id, "from how many entries on? write growth/SIZE"));
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return prove::growth({asked.common.data, from}, asked.output);
}

Result<cli::ExitCode> explain(Asked const& asked) {
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return look::explain({asked.query.id}, asked.common, asked.output);
}

Result<cli::ExitCode> checkpoints(Asked const& asked) {
    prove::CheckpointOptions options;
    options.data = asked.common.data;
    options.list = true;
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return prove::checkpoint(options, asked.output);
}

Result<cli::ExitCode> status(Asked const& asked) {
    TALLY_TRYV(asked.take.finish(asked.query.what));
    return look::status(asked.common, asked.output);
}

enum class From : std::uint8_t { state, view, record };

struct Kind {
    std::string_view name;
    From from;
    Result<cli::ExitCode> (*answer)(Asked const&);
};

constexpr std::array kinds{Kind{"accounts", From::state, accounts},
                           Kind{"balances", From::state, balances},
                           Kind{"statements", From::view, statements},
                           Kind{"transfers", From::view, transfers},
                           Kind{"orders", From::state, orders},
                           Kind{"books", From::state, books},
                           Kind{"markets", From::state, markets},
                           Kind{"assets", From::state, assets},
                           Kind{"fills", From::view, fills},
                           Kind{"escrows", From::state, escrows},
                           Kind{"chains", From::state, chains},
                           Kind{"access", From::state, access},
                           Kind{"names", From::state, names},
                           Kind{"entries", From::view, entries},
                           Kind{"proofs", From::record, proofs},
                           Kind{"growth", From::record, growth},
                           Kind{"explain", From::record, explain},
                           Kind{"checkpoints", From::record, checkpoints},
                           Kind{"status", From::record, status}};

Kind const* find_kind(std::string const& name) {
    auto const* const found = std::find_if(
        kinds.begin(), kinds.end(), [&](Kind const& kind) { return kind.name == name; });
    return found == kinds.end() ? nullptr : found;
}

}  // namespace

Result<Query> parse_query(std::string_view text) {
    Query query;
    auto const question = text.find('?');
    auto const path = text.substr(0, question);
    auto const slash = path.find('/');
    query.what = path.substr(0, slash);
    if (slash != std::string_view::npos) query.id = path.substr(slash + 1);
    auto rest = question == std::string_view::npos ? "" : text.substr(question + 1);
    while (!rest.empty()) {
        auto const one = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        auto const equals = one.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            return usage_failure("\"" + std::string{one} + "\" is no parameter; write name=value");
        }
        auto const name = std::string{one.substr(0, equals)};
        if (!query.parameters.emplace(name, one.substr(equals + 1)).second) {
            return usage_failure("the parameter \"" + name + "\" is there twice");
        }
    }
    return query;
}

bool is_of_view(Query const& query) {
    auto const* const kind = find_kind(query.what);
    return kind != nullptr && kind->from == From::view;
}

bool is_of_movements(Query const& query) {
    auto const names = [&](char const* parameter) { return query.parameters.contains(parameter); };
    if (query.what == "statements") return !names("effective");
    if (query.what == "fills") return names("owner") || names("market") || !names("from");
    bool const names_account = names("account") || names("debit") || names("credit");
    return query.what == "transfers" && query.id.empty() && names_account;
}

bool is_of_state(Query const& query) {
    auto const* const kind = find_kind(query.what);
    if (kind == nullptr || kind->from != From::state) return false;
    auto const effective = query.parameters.find("effective");
    return effective == query.parameters.end() || effective->second.empty();
}

Result<void> answer_query(Query const& query, Ground const& ground, cli::Output& output) {
    if (auto const* const kind = find_kind(query.what)) {
        Taking take{query};
        auto common = ground.common;
        TALLY_TRYV(kind->answer({query,
                                 take,
                                 common,
                                 ground.state,
                                 ground.view,
                                 ground.indexed,
                                 ground.window,
                                 output}));
        return success();
    }
    std::string names;
    for (auto const& kind : kinds)
        names.append(names.empty() ? "" : ", ").append(kind.name);
    return usage_failure("there is no \"" + query.what + "\" to read; there are " + names);
}

}  // namespace tally::serve
