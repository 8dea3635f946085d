#include "tools/books/access_rows.h"

#include "tools/books/tabular_books.h"
#include "tools/json/names.h"
#include "tools/text/hex.h"
#include "tools/text/time.h"

#include <array>
#include <string>
#include <variant>

namespace tally::books {

namespace {

Value key_of(KeyNumber number) {
    return number == KeyNumber{} ? Value::nothing() : Value::of(number.value);
}

Value time_of(Timestamp time) {
    bool const none = time == Timestamp{} || time == never;
    return none ? Value::nothing() : Value{text::format_time(time)};
}

Value text_of(std::string_view text) {
    return text.empty() ? Value::nothing() : Value{text};
}

Value market_of(look::Shown const& shown, MarketNumber market) {
    return market == MarketNumber{} ? Value::nothing() : Value{shown.market(market)};
}

Value asset_of(look::Shown const& shown, AssetNumber asset) {
    return asset == AssetNumber{} ? Value::nothing() : Value{shown.asset(asset)};
}

Value seconds_of(std::uint32_t seconds) {
    return seconds == 0 ? Value::nothing() : Value::of(seconds);
}

// What an access event says; what is not part of it is no value.
struct Said {
    KeyNumber number = {};
    std::string_view setting = {};  // a role, a limit, a policy
    Scope scope = {};
    Value amount = Value::nothing();
    std::uint32_t seconds = 0;
    Value on = Value::nothing();
};

class EventRows {
public:
    EventRows(TableSink& sink, Entry const& entry, State const& after)
        : sink_(sink), entry_(entry), shown_(after) {}

    template <class Body>
    Result<void> write(Body const&) {
        return success();
    }

    Result<void> write(AddKey const& body) { return event({.number = body.number}); }

    Result<void> write(RevokeKey const& body) { return event({.number = body.number}); }

    Result<void> write(GrantRole const& body) {
        return event({body.number, json::word_for(json::roles, body.role), body.scope});
    }

    Result<void> write(RevokeRole const& body) {
        return event({body.number, json::word_for(json::roles, body.role), body.scope});
    }

    Result<void> write(SetLimit const& body) {
        auto const amount =
            body.off ? Value::nothing()
                     : Value{shown_.limit(body.kind, body.amount, body.market, body.asset)};
        return event({body.number,
                      json::word_for(json::limit_kinds, body.kind),
                      {body.owner, body.market, body.asset},
                      amount,
                      body.window,
                      on(!body.off)});
    }

    Result<void> write(SetKillSwitch const& body) {
        return event({.scope = {body.owner, body.market, {}}, .on = on(body.on)});
    }

    Result<void> write(SetPolicy const& body) {
        bool const signatures = body.kind == PolicyKind::signatures;
        auto const amount = body.off || signatures ? Value::nothing()
                                                   : Value{shown_.amount(body.amount, body.asset)};
        auto const of_role = signatures ? json::word_for(json::roles, body.role) : "";
        return event({.setting = signatures ? of_role : "four_eyes",
                      .scope = {{}, {}, body.asset},
                      .amount = amount,
                      .seconds = body.timeout,
                      .on = on(!body.off)});
    }

    Result<void> write(ApproveTransfer const& body) {
        return approval(body.id, body.reject ? "rejected" : "approved");
    }

    Result<void> write(ApprovalExpired const& body) { return approval(body.transfer, "expired"); }

    Result<void> write(CommandSignature const& body) {
        std::array const row{Value::of(entry_.sequence.value),
                             Value::of(entry_.cause.value),
                             key_of(entry_.key),
                             Value{json::word_for(json::signature_schemes, body.scheme)},
                             Value{std::to_string(body.nonce)},
                             Value{text::format_hex(body.signature.span())}};
        return sink_.row(Table::signatures, row);
    }

private:
    static Value on(bool is_on) { return Value::of(is_on ? 1 : 0); }

    Result<void> event(Said const& said) {
        std::array const row{Value::of(entry_.sequence.value),
                             Value{kind_name(entry_.body)},
                             key_of(said.number),
                             text_of(said.setting),
                             id_of(said.scope.owner.value),
                             market_of(shown_, said.scope.market),
                             asset_of(shown_, said.scope.asset),
                             said.amount,
                             seconds_of(said.seconds),
                             said.on};
        return sink_.row(Table::access_events, row);
    }

    Result<void> approval(TransferId transfer, std::string_view what) {
        std::array const row{Value::of(entry_.sequence.value),
                             id_of(transfer.value),
                             Value{what},
                             key_of(entry_.key)};
        return sink_.row(Table::approvals, row);
    }

    TableSink& sink_;
    Entry const& entry_;
    look::Shown shown_;
};

Result<void> write_key(TableSink& sink, State const& state, KeyNumber number) {
    auto const& key = *state.access().key(number);
    bool const revoked = key.revoked != Timestamp{};
    bool const expired = key.expired(state.last_time());
    std::array const row{Value::of(number.value),
                         Value{text::format_hex(key.public_key.span())},
                         text_of(key.name.view()),
                         Value{revoked   ? "revoked"
                               : expired ? "expired"
                                         : "valid"},
                         Value::of(key.added.value),
                         time_of(key.expires),
                         time_of(key.revoked)};
    TALLY_TRYV(sink.row(Table::keys, row));
    look::Shown const shown{state};
    for (auto const& grant : key.grants) {
        std::array const granted{Value::of(number.value),
                                 Value{json::word_for(json::roles, grant.role)},
                                 id_of(grant.scope.owner.value),
                                 market_of(shown, grant.scope.market),
                                 asset_of(shown, grant.scope.asset)};
        TALLY_TRYV(sink.row(Table::grants, granted));
    }
    return success();
}

Result<void> write_limits(TableSink& sink, State const& state) {
    look::Shown const shown{state};
    for (auto const& [key, limit] : state.limits().all()) {
        bool const counts = limit.window_seconds != 0;
        auto const amount = [&, &of = key](Amount units) {
            return Value{shown.limit(of.kind, units, of.market, of.asset)};
        };
        std::array const row{
            Value{json::word_for(json::limit_kinds, key.kind)},
            id_of(key.owner.value),
            key_of(key.number),
            market_of(shown, key.market),
            asset_of(shown, key.asset),
            seconds_of(limit.window_seconds),
            amount(limit.amount),
            counts ? amount(limit.window.used(state.last_time(), limit.window_seconds))
                   : Value::nothing()};
        TALLY_TRYV(sink.row(Table::limits, row));
    }
    return success();
}

Result<void> write_switches(TableSink& sink, State const& state) {
    look::Shown const shown{state};
    auto const put = [&](char const* what, OwnerId owner, MarketNumber market) {
        std::array const row{Value{what}, id_of(owner.value), market_of(shown, market)};
        return sink.row(Table::kill_switches, row);
    };
    auto const& access = state.access();
    if (access.killed_all()) {
        TALLY_TRYV(put("everything", {}, {}));
    }
    for (auto const owner : access.killed_owners()) {
        TALLY_TRYV(put("owner", owner, {}));
    }
    for (auto const market : access.killed_markets()) {
        TALLY_TRYV(put("market", {}, market));
    }
    return success();
}

Result<void> write_policies(TableSink& sink, State const& state) {
    look::Shown const shown{state};
    auto const& access = state.access();
    for (auto const& [asset, policy] : access.four_eyes()) {
        std::array const row{Value{"four_eyes"},
                             Value::nothing(),
                             Value{shown.asset(asset)},
                             amount_of(state, policy.at_least, asset),
                             seconds_of(policy.timeout)};
        TALLY_TRYV(sink.row(Table::policies, row));
    }
    for (auto const& role : json::roles) {
        if (((access.signing_roles() >> static_cast<unsigned>(role.value)) & 1U) == 0) continue;
        std::array const row{Value{"signatures"},
                             Value{role.name},
                             Value::nothing(),
                             Value::nothing(),
                             Value::nothing()};
        TALLY_TRYV(sink.row(Table::policies, row));
    }
    return success();
}

Result<void> write_waiting(TableSink& sink, State const& state) {
    look::Shown const shown{state};
    for (auto const& [id, waiting] : state.access().waiting()) {
        auto const& transfer = waiting.command;
        std::array const row{id_of(id.value),
                             Value::of(waiting.by.value),
                             id_of(transfer.debit.value),
                             id_of(transfer.credit.value),
                             Value{shown.asset(transfer.asset)},
                             amount_of(state, transfer.requested, transfer.asset),
                             Value::of(waiting.sequence.value),
                             time_of(waiting.due)};
        TALLY_TRYV(sink.row(Table::waiting_transfers, row));
    }
    return success();
}

}  // namespace

Result<void> write_access_event(TableSink& sink, Entry const& entry, State const& after) {
    EventRows rows{sink, entry, after};
    return std::visit([&](auto const& body) { return rows.write(body); }, entry.body);
}

Result<void> write_access_end(TableSink& sink, State const& state) {
    for (std::size_t i = 1; i <= state.access().key_count(); ++i) {
        TALLY_TRYV(write_key(sink, state, KeyNumber{static_cast<std::uint16_t>(i)}));
    }
    TALLY_TRYV(write_limits(sink, state));
    TALLY_TRYV(write_switches(sink, state));
    TALLY_TRYV(write_policies(sink, state));
    return write_waiting(sink, state);
}

}  // namespace tally::books
