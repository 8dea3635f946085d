#include "tools/serve/http/stream_message.h"

#include "tools/cli/json_text.h"
#include "tools/json/tape.h"
#include "tools/serve/feeds/changes/change.h"
#include "tools/text/number.h"

#include <array>
#include <utility>

namespace tally::serve::http {

namespace {

// What the members of a message said so far.
struct Wanted {
    std::string open;
    std::string close;
    wire::Subscribe subscribe;
};

struct Member {
    json::Tape const& tape;
    json::Node const& name;
    json::Node const& value;
    Names const& names;

    [[nodiscard]] Failure not_a(std::string_view what) const {
        return usage_failure("\"" + std::string{name.text} + "\": give " + std::string{what});
    }
};

Result<uint128> integer(Member const& member) {
    bool const fits =
        member.value.kind == json::NodeKind::string || member.value.kind == json::NodeKind::number;
    auto const parsed = text::parse_integer(member.value.text);
    if (!fits || !parsed.ok()) return member.not_a("an integer as text, like \"12\"");
    return parsed.value;
}

Result<void> take_name(Member const& member, std::string& to) {
    bool const fits = member.value.kind == json::NodeKind::string && !member.value.text.empty() &&
                      member.value.text.size() <= 64;
    if (!fits) return member.not_a("a name for the subscription, of 1 to 64 bytes");
    to = member.value.text;
    return success();
}

Result<void> take_from(Member const& member, Wanted& to) {
    TALLY_TRY(from, integer(member));
    if (from > UINT64_MAX) return member.not_a("the sequence of an entry");
    to.subscribe.from = static_cast<std::uint64_t>(from);
    return success();
}

Result<void> take_feed(Member const& member, Wanted& to) {
    if (member.value.text == "record") return success();
    auto const kind = change_kind(member.value.text);
    if (!kind) return member.not_a("record, balances, books, fills, orders or escrows");
    to.subscribe.feed = static_cast<std::uint16_t>(*kind);
    return success();
}

Result<void> take_yes(Member const& member, bool& to) {
    if (member.value.kind != json::NodeKind::boolean) return member.not_a("true or false");
    to = member.value.text == "true";
    return success();
}

Result<void> take_kinds(Member const& member, Wanted& to) {
    if (member.value.kind != json::NodeKind::array) return member.not_a("an array of kinds");
    auto const at = member.tape.index_of(member.value);
    for (std::size_t i = at + 1; i < member.value.next; i = member.tape[i].next) {
        auto const kind = kind_number(member.tape[i].text);
        if (kind == 0 && member.tape[i].text != "tick")
            return usage_failure("no entry is of the kind \"" + std::string{member.tape[i].text} +
                                 "\"");
        to.subscribe.filter.kinds.push_back(kind);
    }
    return success();
}

Result<void> take_market(Member const& member, Wanted& to) {
    auto const symbol = MarketSymbol::from(member.value.text);
    auto const* const market = symbol ? member.names.state().markets().find(*symbol) : nullptr;
    if (market == nullptr)
        return usage_failure("there is no market " + std::string{member.value.text});
    to.subscribe.filter.market = market->number.value;
    return success();
}

Result<void> take_asset(Member const& member, Wanted& to) {
    auto const code = AssetCode::from(member.value.text);
    auto const* const asset = code ? member.names.state().assets().find(*code) : nullptr;
    if (asset == nullptr)
        return usage_failure("there is no asset " + std::string{member.value.text});
    to.subscribe.filter.asset = asset->number.value;
    return success();
}

Result<void> take(Member const& member, Wanted& to) {
    auto const name = member.name.text;
    if (name == "subscribe") return take_name(member, to.open);
    if (name == "unsubscribe") return take_name(member, to.close);
    if (name == "from") return take_from(member, to);
    if (name == "feed") return take_feed(member, to);
    if (name == "rows") return take_yes(member, to.subscribe.with_rows);
    if (name == "conflate") return take_yes(member, to.subscribe.conflate);
    if (name == "kinds") return take_kinds(member, to);
    if (name == "market") return take_market(member, to);
    if (name == "asset") return take_asset(member, to);
    if (name != "owner" && name != "account")
        return usage_failure("\"" + std::string{name} + "\" is not a member of a message here");
    TALLY_TRY(id, integer(member));
    (name == "owner" ? to.subscribe.filter.owner : to.subscribe.filter.account) = id;
    return success();
}

cli::JsonText about(std::string const& name) {
    cli::JsonText json;
    json.begin_object().key("subscription").text(name);
    return json;
}

}  // namespace

Result<StreamMessage> parse_stream_message(std::string_view text,
                                           Names const& names,
                                           std::uint64_t tip) {
    json::Tape tape;
    if (!tape.parse(text))
        return usage_failure("column " + std::to_string(tape.fault().column) + ": " +
                             tape.fault().text);
    if (tape[0].kind != json::NodeKind::object) return usage_failure("a message is a JSON object");
    Wanted wanted;
    wanted.subscribe.from = tip;
    for (std::size_t i = 1; i < tape[0].next; i = tape[i + 1].next) {
        TALLY_TRYV(take(Member{tape, tape[i], tape[i + 1], names}, wanted));
    }
    if (wanted.open.empty() == wanted.close.empty())
        return usage_failure("a message has either \"subscribe\" or \"unsubscribe\"");
    if (wanted.open.empty()) return StreamMessage{CloseStream{std::move(wanted.close)}};
    return StreamMessage{OpenStream{std::move(wanted.open), std::move(wanted.subscribe)}};
}

Result<std::string> entries_message(std::string const& name,
                                    wire::Leaves const& leaves,
                                    std::uint64_t next,
                                    std::uint64_t tip,
                                    Names const& names) {
    auto json = about(name);
    json.key("entries").begin_array();
    std::size_t at = 0;
    for (auto const size : leaves.sizes) {
        TALLY_TRY(entry, entry_json(leaves.bytes.subspan(at, size), names));
        json.raw(entry);
        at += size;
    }
    json.end_array().key("next").number(next).key("tip").number(tip).end_object();
    return json.take();
}

std::string changes_message(std::string const& name, FeedPiece const& piece) {
    auto json = about(name);
    if (piece.phase == wire::feed_phase::rows_end) {
        json.key("rows_end").number(piece.next);
    } else {
        json.key(piece.phase == wire::feed_phase::rows ? "rows" : "changes").begin_array();
        for (std::string_view lines = piece.lines; !lines.empty();) {
            auto const end = lines.find('\n');
            json.raw(lines.substr(0, end));
            lines.remove_prefix(end + 1);
        }
        json.end_array();
        if (piece.phase == wire::feed_phase::changes) json.key("next").number(piece.next);
    }
    json.key("tip").number(piece.tip).end_object();
    return json.take();
}

std::string caught_up_message(std::string const& name, FeedCaughtUp const& caught_up) {
    auto json = about(name);
    json.key("caught_up").number(caught_up.next).key("tip").number(caught_up.tip).end_object();
    return json.take();
}

std::string ended_message(std::string const& name, std::string const& why) {
    auto json = about(name);
    json.key("ended").text(why).end_object();
    return json.take();
}

std::string error_message(std::string const& what) {
    cli::JsonText json;
    json.begin_object().key("error").text(what).end_object();
    return json.take();
}

}  // namespace tally::serve::http
