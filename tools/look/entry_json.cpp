#include "tools/look/entry_json.h"

#include "engine/sequencer/projection_digest.h"
#include "replay/reconcile/matcher.h"
#include "tools/json/break_id.h"
#include "tools/look/members.h"
#include "tools/look/words.h"
#include "tools/text/hex.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <variant>

namespace tally::look {

namespace {

void write(Members& to, Tick const&) {
    static_cast<void>(to);
}

void write(Members& to, CreateAsset const& body) {
    to.text("asset", body.code.view()).count("scale", body.scale);
}

void write(Members& to, CreateAccount const& body) {
    to.id("id", body.id.value).asset("asset", body.asset).id("owner", body.owner.value);
    to.count("code", body.code).flags("flags", json::account_flag_names(), body.flags);
    to.yes("default", (body.flags & account_flag::default_for_owner) != 0);
    to.some_id("user_data_128", body.user_data_128).some_id("user_data_64", body.user_data_64);
    to.some_id("user_data_32", body.user_data_32).some_time("timestamp", body.timestamp);
}

void write(Members& to, CreateTransfer const& body) {
    to.id("id", body.id.value).id("debit", body.debit.value).id("credit", body.credit.value);
    to.asset("asset", body.asset).amount("amount", body.amount, body.asset);
    if (body.requested == amount_max) {
        to.text("requested", "max");
    } else if (body.requested != body.amount) {
        to.amount("requested", body.requested, body.asset);
    }
    to.count("code", body.code).flags("flags", json::transfer_flag_names(), body.flags);
    to.some_id("pending_id", body.pending_id.value).some_count("timeout", body.timeout);
    to.some_id("user_data_128", body.user_data_128).some_id("user_data_64", body.user_data_64);
    to.some_id("user_data_32", body.user_data_32).some_time("timestamp", body.timestamp);
    to.some_date("effective_date", body.effective_date).some_id("reverses", body.reverses.value);
    to.some_text("metadata", body.metadata);
}

void write(Members& to, TransferExpired const& body) {
    to.id("id", body.pending.value);
}

void write(Members& to, CreateEscrow const& body) {
    to.id("id", body.id.value).id("buyer", body.buyer.value).id("seller", body.seller.value);
    to.asset("asset", body.asset).amount("amount", body.amount, body.asset);
    to.hex("content_hash", body.content_hash.span());
    auto& json = to.json();
    json.key("attestors").begin_array();
    for (auto const& attestor : body.attestors)
        json.text(text::format_hex(attestor.span()));
    json.end_array();
    to.count("quorum", body.quorum).some_time("release_after", body.release_after);
    to.some_time("refund_after", body.refund_after);
    if (body.evm_chain_id == 0) return;
    to.id("evm_chain_id", body.evm_chain_id).hex("contract", body.contract.span());
    to.hex("payee", body.payee.span()).hex("token", body.token.span());
}

void write(Members& to, FundEscrow const& body) {
    to.id("id", body.id.value);
}

void write(Members& to, AttestEscrow const& body) {
    to.id("id", body.id.value).text("action", json::word_for(json::escrow_actions, body.action));
    to.hex("attestor", body.attestor.span()).hex("content_hash", body.content_hash.span());
    to.hex("signature", body.signature.span());
}

void write(Members& to, ReleaseEscrow const& body) {
    to.id("id", body.id.value);
}

void write(Members& to, RefundEscrow const& body) {
    to.id("id", body.id.value);
}

void write(Members& to, DisputeEscrow const& body) {
    to.id("id", body.id.value).some_id("by", body.by.value);
}

void write(Members& to, ResolveEscrow const& body) {
    to.id("id", body.id.value).text("action", json::word_for(json::escrow_actions, body.action));
}

void write_event(Members& to, ChainEvent const& event) {
    to.text("type", json::word_for(json::chain_event_types, event.type));
    to.hex("transaction", event.transaction.span()).count("index", event.index);
    to.id(json::word_for(json::event_subjects, event.type), event.subject);
    to.asset("asset", event.asset).amount("amount", event.amount, event.asset);
}

void write(Members& to, CreateChain const& body) {
    to.text("chain", body.name.view()).count("finality_depth", body.finality_depth);
    to.id("custody_owner", body.custody_owner.value).some_id("loss_owner", body.loss_owner.value);
}

void write(Members& to, ObserveBlock const& body) {
    to.chain("chain", body.chain).count("number", body.number).hex("hash", body.hash.span());
    to.hex("parent", body.parent.span()).some_time("timestamp", body.timestamp);
    auto& json = to.json();
    json.key("events").begin_array();
    for (auto const& event : body.events) {
        json.begin_object();
        write_event(to, event);
        json.end_object();
    }
    json.end_array();
}

void write(Members& to, ResumeChain const& body) {
    to.chain("chain", body.chain);
}

void write(Members& to, RequestWithdrawal const& body) {
    to.id("id", body.id.value).id("account", body.account.value).chain("chain", body.chain);
    to.asset("asset", body.asset).amount("amount", body.amount, body.asset);
    to.hex("destination", body.destination.span());
}

void write(Members& to, CancelWithdrawal const& body) {
    to.id("id", body.id.value);
}

void write(Members& to, ChainEventApplied const& body) {
    to.chain("chain", body.chain).text("effect", word_for(body.effect));
    to.hex("block", body.block.span());
    write_event(to, body.event);
    if (!body.loss.is_zero()) to.amount("loss", body.loss, body.event.asset);
}

void write(Members& to, ChainReorganized const& body) {
    to.chain("chain", body.chain).hex("ancestor", body.ancestor.span());
    to.hex("old_tip", body.old_tip.span()).hex("new_tip", body.new_tip.span());
    to.count("depth", body.depth);
}

void write(Members& to, ChainHalted const& body) {
    to.chain("chain", body.chain).hex("ancestor", body.ancestor.span());
    to.hex("new_tip", body.new_tip.span());
}

void write(Members& to, RotateSigningKey const& body) {
    to.hex("ed25519", body.ed25519.span()).hex("bip340", body.bip340.span());
    to.hex("signature", body.signature.span());
}

void write(Members& to, AttachData const& body) {
    to.text("subject", json::word_for(json::subject_kinds, body.subject_kind));
    to.id("id", body.subject).hex("commitment", body.commitment.span());
}

void write(Members& to, RedactData const& body) {
    to.hex("commitment", body.commitment.span());
}

void write(Members& to, RecordLiabilities const& body) {
    to.asset("asset", body.asset).count("size", body.size).count("accounts", body.accounts);
    to.hex("root", body.root.span()).amount("total", body.total, body.asset);
}

void write(Members& to, AddKey const& body) {
    to.some_count("number", body.number.value).hex("public_key", body.public_key.span());
    to.some_text("name", body.name.view()).some_time("expires", body.expires);
}

void write(Members& to, RevokeKey const& body) {
    to.count("number", body.number.value);
}

void write_scope(Members& to, Scope const& scope) {
    to.some_id("owner", scope.owner.value);
    if (scope.market != MarketNumber{}) to.market("market", scope.market);
    to.asset("asset", scope.asset);
}

void write(Members& to, GrantRole const& body) {
    to.count("number", body.number.value).text("role", json::word_for(json::roles, body.role));
    write_scope(to, body.scope);
}

void write(Members& to, RevokeRole const& body) {
    to.count("number", body.number.value).text("role", json::word_for(json::roles, body.role));
    write_scope(to, body.scope);
}

void write(Members& to, SetLimit const& body) {
    to.text("limit", json::word_for(json::limit_kinds, body.kind)).yes("off", body.off);
    to.some_count("number", body.number.value);
    write_scope(to, {body.owner, body.market, body.asset});
    to.some_count("window", body.window);
    to.text("amount", to.shown().limit(body.kind, body.amount, body.market, body.asset));
}

void write(Members& to, SetKillSwitch const& body) {
    write_scope(to, {body.owner, body.market, {}});
    to.json().key("on").boolean(body.on);
}

void write(Members& to, SetPolicy const& body) {
    to.text("policy", json::word_for(json::policy_kinds, body.kind)).yes("off", body.off);
    if (body.kind == PolicyKind::signatures) {
        to.text("role", json::word_for(json::roles, body.role));
        return;
    }
    to.asset("asset", body.asset).amount("amount", body.amount, body.asset);
    to.some_count("timeout", body.timeout);
}

void write(Members& to, ApproveTransfer const& body) {
    to.id("id", body.id.value).yes("reject", body.reject);
}

void write_break(Members& to, ReconciliationBreak const& found, AssetNumber asset) {
    to.json().begin_object();
    to.text("id", json::break_id_text(found.id));
    to.text("code", reconcile::name_of(static_cast<reconcile::BreakCode>(found.code)));
    to.amount("amount", found.amount, asset);
    to.text("more_on", json::word_for(json::more_on_sides, found.more_on));
    to.yes("material", found.material);
    to.json().end_object();
}

void write(Members& to, RecordReconciliation const& body) {
    to.hex("run", body.run.span()).id("account", body.account.value).asset("asset", body.asset);
    to.text("gains_by", json::word_for(json::gains_by_sides, body.gains_by));
    to.text("verdict", json::word_for(json::verdicts, body.verdict));
    to.hex("rules", body.rules.span()).hex("root", body.root.span()).count("size", body.size);
    to.text("cut_off", text::format_date(body.cut_off)).count("matched", body.matched);
    to.count("break_count", body.break_count).count("material_count", body.material_count);
    to.amount("more_on_statement", body.more_on_statement, body.asset);
    to.amount("more_on_record", body.more_on_record, body.asset);
    to.json().key("breaks").begin_array();
    for (auto const& found : body.breaks)
        write_break(to, found, body.asset);
    to.json().end_array();
}

template <class Decision>
void write_decision(Members& to, Decision const& body) {
    to.hex("run", body.run.span()).id("account", body.account.value);
    if (body.break_id != no_break) to.text("break", json::break_id_text(body.break_id));
}

void write(Members& to, CommentBreak const& body) {
    write_decision(to, body);
    to.hex("commitment", body.commitment.span()).yes("explains", body.explains);
}

void write(Members& to, WriteOffBreak const& body) {
    write_decision(to, body);
    to.id("id", body.transfer.value).id("against", body.against.value).count("code", body.code);
}

void write(Members& to, CorrectBreak const& body) {
    write_decision(to, body);
    to.id("id", body.transfer.value);
}

void write(Members& to, SignReconciliation const& body) {
    to.hex("run", body.run.span()).id("account", body.account.value);
    to.text("action", json::word_for(json::sign_actions, body.action));
    to.yes("accept_breaks", body.accept_breaks);
}

void write(Members& to, ApprovalExpired const& body) {
    to.id("id", body.transfer.value);
}

void write(Members& to, CommandSignature const& body) {
    to.text("scheme", json::word_for(json::signature_schemes, body.scheme));
    to.id("nonce", body.nonce).hex("signature", body.signature.span());
    if (body.left_open != 0) to.count("left_open", body.left_open);
}

void write(Members& to, ProjectionDigest const& body) {
    to.text("projection", name_of(body.projection)).count("version", body.version);
    to.hex("digest", body.digest.span());
    if (body.slices != 0) to.count("slice", body.slice).count("slices", body.slices);
}

void write(Members& to, CreateMarket const& body) {
    to.text("market", body.symbol.view()).asset("base", body.base).asset("quote", body.quote);
    to.text("tick", text::format_units(body.tick.units, body.tick.scale));
    to.text("lot", text::format_units(body.lot.units, body.lot.scale));
    to.count("maker_fee_bps", body.maker_fee_bps).count("taker_fee_bps", body.taker_fee_bps);
    to.some_id("fee_owner", body.fee_owner.value).some_count("band_bps", body.band_bps);
}

void write(Members& to, ControlMarket const& body) {
    to.market("market", body.market).text("control", word_for(body.control));
    if (body.control == MarketControl::set_band) to.count("band_bps", body.band_bps);
}

void write(Members& to, PlaceOrder const& body) {
    auto const market = body.market;
    to.id("id", body.id.value).id("owner", body.owner.value).market("market", market);
    to.text("side", json::word_for(json::order_sides, body.side));
    to.text("type", json::word_for(json::order_types, body.type));
    to.some_price("price", body.price, market).some_quantity("quantity", body.quantity, market);
    to.text("time_in_force", json::word_for(json::times_in_force, body.time_in_force));
    to.yes("post_only", (body.options & order_option::post_only) != 0);
    to.yes("all_or_none", (body.options & order_option::all_or_none) != 0);
    to.text("self_trade", json::word_for(json::self_trades, body.self_trade));
    to.some_price("stop_price", body.stop_price, market).some_price("trail", body.trail, market);
    to.some_quantity("display", body.display, market);
    to.some_quantity("min_quantity", body.min_quantity, market);
    if (!body.budget.is_zero()) to.quote("budget", body.budget, market);
    to.some_time("expires", body.expires).yes("rests", body.rests);
}

void write(Members& to, Fill const& body) {
    auto const market = body.market;
    to.market("market", market).id("maker", body.maker.value).id("taker", body.taker.value);
    to.text("taker_side", json::word_for(json::order_sides, body.taker_side));
    to.some_price("price", body.price, market).some_quantity("quantity", body.quantity, market);
    to.quote("quote", body.quote, market).quote("maker_fee", body.maker_fee, market);
    to.quote("taker_fee", body.taker_fee, market);
}

// Prices and quantities of an order are in its market's scales, which these entries do not name:
// they are shown as units.
void write(Members& to, AmendOrder const& body) {
    to.id("id", body.id.value).some_count("price_units", body.price.value);
    to.some_count("quantity_units", body.quantity.units());
    to.yes("keeps_priority", body.keeps_priority).yes("rests", body.rests);
}

void write(Members& to, CancelOrder const& body) {
    to.id("id", body.id.value);
}

void write(Members& to, CancelAll const& body) {
    to.id("owner", body.owner.value);
    if (body.market != MarketNumber{}) to.market("market", body.market);
    to.count("count", body.count);
}

void write(Members& to, OrderCancelled const& body) {
    to.id("id", body.order.value).text("reason", word_for(body.reason));
}

void write(Members& to, OrderExpired const& body) {
    to.id("id", body.order.value);
}

void write(Members& to, OrderTriggered const& body) {
    to.id("id", body.order.value).yes("rests", body.rests);
}

void write(Members& to, OrderDecremented const& body) {
    to.id("maker", body.maker.value).id("taker", body.taker.value);
    to.count("quantity_units", body.quantity.units());
}

}  // namespace

void write_body(cli::JsonText& json, Body const& body, Shown const& shown) {
    Members to{json, shown};
    std::visit([&](auto const& alternative) { write(to, alternative); }, body);
    if (is_command(body)) to.text("result", name_of(outcome_of(body)));
}

void write_entry(cli::JsonText& json, Entry const& entry, Shown const& shown) {
    json.begin_object();
    json.key("sequence").number(entry.sequence.value);
    json.key("time").text(text::format_time(entry.time));
    json.key("cause").number(entry.cause.value);
    json.key("kind").text(kind_name(entry.body));
    write_body(json, entry.body, shown);
    if (entry.linked) json.key("linked").boolean(true);
    if (entry.key != KeyNumber{}) json.key("key").number(entry.key.value);
    json.end_object();
}

std::string plain_details(std::string_view json) {
    std::string text;
    bool in_string = false;
    for (std::size_t i = 1; i + 1 < json.size(); ++i) {
        char const c = json[i];
        if (c == '"') {
            in_string = !in_string;
        } else if (c == '\\') {
            text.append(json.substr(i++, 2));
        } else if (c == ':' && !in_string) {
            text += ' ';
        } else if (c == ',' && !in_string) {
            text += ", ";
        } else {
            text += c;
        }
    }
    return text;
}

}  // namespace tally::look
