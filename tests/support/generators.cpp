#include "tests/support/generators.h"

#include <rapidcheck.h>

#include <array>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace tally::generators {

namespace {

// The named values of the stored enumerations, which are dense. A new enumerator is added here.
template <class Enum>
struct Named;

template <auto First, auto Last>
struct Between {
    static constexpr auto first = First;
    static constexpr auto last = Last;
};

// clang-format off
template <> struct Named<OrderSide> : Between<OrderSide::buy, OrderSide::sell> {};
template <> struct Named<OrderType> : Between<OrderType::limit, OrderType::trailing_stop> {};
template <> struct Named<TimeInForce> : Between<TimeInForce::gtc, TimeInForce::fok> {};
template <> struct Named<SelfTrade> : Between<SelfTrade::cancel_newest, SelfTrade::decrement> {};
template <> struct Named<MarketControl> : Between<MarketControl::halt, MarketControl::set_band> {};
template <> struct Named<CancelReason> : Between<CancelReason::requested, CancelReason::market_closed> {};
template <> struct Named<EscrowAction> : Between<EscrowAction::release, EscrowAction::refund> {};
template <> struct Named<ChainEventType> : Between<ChainEventType::deposit, ChainEventType::escrow_refunded> {};
template <> struct Named<ChainEffect> : Between<ChainEffect::seen, ChainEffect::unmatched> {};
template <> struct Named<tally::Role> : Between<tally::Role::none, tally::Role::admin> {};
template <> struct Named<LimitKind> : Between<LimitKind::order_quantity, LimitKind::withdrawals> {};
template <> struct Named<PolicyKind> : Between<PolicyKind::four_eyes, PolicyKind::signatures> {};
template <> struct Named<SignatureScheme> : Between<SignatureScheme::canonical_command, SignatureScheme::typed_data> {};
template <> struct Named<SubjectKind> : Between<SubjectKind::owner, SubjectKind::escrow> {};
template <> struct Named<ProjectionKind> : Between<ProjectionKind::assets, ProjectionKind::reconciliations> {};
template <> struct Named<MoreOn> : Between<MoreOn::statement, MoreOn::record> {};
template <> struct Named<GainsBy> : Between<GainsBy::debit, GainsBy::credit> {};
template <> struct Named<ReconciliationVerdict> : Between<ReconciliationVerdict::clean, ReconciliationVerdict::incomplete> {};
template <> struct Named<SignAction> : Between<SignAction::prepare, SignAction::abandon> {};

// clang-format on

constexpr Outcome outcomes[] = {
#define TALLY_OUTCOME_VALUE(name, number) Outcome::name,
    TALLY_OUTCOMES(TALLY_OUTCOME_VALUE)
#undef TALLY_OUTCOME_VALUE
};

template <class T>
struct Draw;

// One value of a type, drawn from the property's random numbers.
template <class T>
T draw() {
    return Draw<T>::one();
}

// Structured bindings over a whole body: a new field does not compile until it is drawn too.
template <class... Fields>
void fill(Fields&... fields) {
    ((fields = draw<Fields>()), ...);
}

template <class T>
    requires std::is_integral_v<T>
struct Draw<T> {
    static T one() {
        if constexpr (std::is_same_v<T, bool>) return *rc::gen::arbitrary<bool>();
        // Either end of the wide value, so that narrow types have their edges too.
        unsigned const shift = *rc::gen::element(0U, static_cast<unsigned>(64 - 8 * sizeof(T)));
        return static_cast<T>(*edge_u64() >> shift);
    }
};

template <class T>
    requires std::is_enum_v<T>
struct Draw<T> {
    static T one() {
        auto const first = static_cast<int>(Named<T>::first);
        auto const last = static_cast<int>(Named<T>::last);
        return static_cast<T>(*rc::gen::inRange(first, last + 1));
    }
};

template <>
struct Draw<Outcome> {
    static Outcome one() {
        bool const ok = *rc::gen::arbitrary<bool>();
        return ok ? Outcome::ok : outcomes[*rc::gen::inRange<std::size_t>(0, std::size(outcomes))];
    }
};

template <>
struct Draw<uint128> {
    static uint128 one() { return *edge_u128(); }
};

template <class Tag, class Rep>
struct Draw<StrongId<Tag, Rep>> {
    static StrongId<Tag, Rep> one() { return StrongId<Tag, Rep>{draw<Rep>()}; }
};

template <>
struct Draw<Amount> {
    static Amount one() { return Amount{draw<uint128>()}; }
};

template <>
struct Draw<Price> {
    static Price one() { return Price{draw<std::uint64_t>()}; }
};

template <>
struct Draw<Quantity> {
    static Quantity one() { return Quantity{draw<std::uint64_t>()}; }
};

template <>
struct Draw<Timestamp> {
    static Timestamp one() { return Timestamp{draw<std::uint64_t>()}; }
};

template <>
struct Draw<Sequence> {
    static Sequence one() { return Sequence{draw<std::uint64_t>()}; }
};

template <class Tag, std::size_t Size>
struct Draw<FixedBytes<Tag, Size>> {
    static FixedBytes<Tag, Size> one() {
        FixedBytes<Tag, Size> result;
        bool const zero = *rc::gen::inRange(0, 4) == 0;
        if (zero) return result;
        for (auto& byte : result.bytes)
            byte = *rc::gen::arbitrary<std::uint8_t>();
        return result;
    }
};

template <std::size_t Capacity>
struct Draw<Symbol<Capacity>> {
    static Symbol<Capacity> one() {
        auto const letter = rc::gen::elementOf(std::string{"ABCXYZ019-._/!~"});
        auto const length = *rc::gen::inRange<std::size_t>(0, Capacity + 1);
        auto const text = *rc::gen::container<std::string>(length, letter);
        return Symbol<Capacity>::from(text).value_or(Symbol<Capacity>{});
    }
};

template <>
struct Draw<std::string> {
    static std::string one() { return *bytes_up_to(40); }
};

template <>
struct Draw<Increment> {
    static Increment one() {
        Increment increment;
        auto& [units, scale] = increment;
        fill(units, scale);
        return increment;
    }
};

template <>
struct Draw<Scope> {
    static Scope one() {
        Scope scope;
        auto& [owner, market, asset] = scope;
        fill(owner, market, asset);
        return scope;
    }
};

template <>
struct Draw<ChainEvent> {
    static ChainEvent one() {
        ChainEvent event;
        auto& [type, transaction, index, subject, asset, amount] = event;
        fill(type, transaction, index, subject, asset, amount);
        return event;
    }
};

template <>
struct Draw<ReconciliationBreak> {
    static ReconciliationBreak one() {
        ReconciliationBreak found;
        auto& [id, code, material, more_on, amount] = found;
        fill(id, code, material, more_on, amount);
        return found;
    }
};

template <class Element>
struct Draw<std::vector<Element>> {
    static std::vector<Element> one() {
        std::vector<Element> list(*rc::gen::inRange<std::size_t>(0, 5));
        for (auto& element : list)
            element = draw<Element>();
        return list;
    }
};

void draw_into(Tick& body) {
    auto& [a] = body;
    fill(a);
}

void draw_into(CreateAsset& body) {
    auto& [a, b, c, d] = body;
    fill(a, b, c, d);
}

void draw_into(CreateAccount& body) {
    auto& [a, b, c, d, e, f, g, h, i, j, k] = body;
    fill(a, b, c, d, e, f, g, h, i, j, k);
}

void draw_into(CreateTransfer& body) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r] = body;
    fill(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r);
    bool const as_requested = *rc::gen::arbitrary<bool>();
    if (as_requested) body.requested = body.amount;
}

void draw_into(CreateMarket& body) {
    auto& [a, b, c, d, e, f, g, h, i, j, k] = body;
    fill(a, b, c, d, e, f, g, h, i, j, k);
}

void draw_into(ControlMarket& body) {
    auto& [a, b, c, d] = body;
    fill(a, b, c, d);
}

void draw_into(PlaceOrder& body) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s] = body;
    fill(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s);
}

void draw_into(AmendOrder& body) {
    auto& [a, b, c, d, e, f, g] = body;
    fill(a, b, c, d, e, f, g);
}

void draw_into(CancelAll& body) {
    auto& [a, b, c, d] = body;
    fill(a, b, c, d);
}

void draw_into(CreateEscrow& body) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = body;
    fill(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
}

void draw_into(AttestEscrow& body) {
    auto& [a, b, c, d, e, f] = body;
    fill(a, b, c, d, e, f);
}

void draw_into(DisputeEscrow& body) {
    auto& [a, b, c] = body;
    fill(a, b, c);
}

void draw_into(ResolveEscrow& body) {
    auto& [a, b, c] = body;
    fill(a, b, c);
}

void draw_into(CreateChain& body) {
    auto& [a, b, c, d, e, f] = body;
    fill(a, b, c, d, e, f);
}

void draw_into(ObserveBlock& body) {
    auto& [a, b, c, d, e, f, g] = body;
    fill(a, b, c, d, e, f, g);
}

void draw_into(ResumeChain& body) {
    auto& [a, b, c] = body;
    fill(a, b, c);
}

void draw_into(RequestWithdrawal& body) {
    auto& [a, b, c, d, e, f, g] = body;
    fill(a, b, c, d, e, f, g);
}

void draw_into(Fill& body) {
    auto& [a, b, c, d, e, f, g, h, i] = body;
    fill(a, b, c, d, e, f, g, h, i);
}

void draw_into(OrderCancelled& body) {
    auto& [a, b] = body;
    fill(a, b);
}

void draw_into(OrderTriggered& body) {
    auto& [a, b, c] = body;
    fill(a, b, c);
}

void draw_into(OrderDecremented& body) {
    auto& [a, b, c] = body;
    fill(a, b, c);
}

void draw_into(ChainEventApplied& body) {
    auto& [a, b, c, d, e, f] = body;
    fill(a, b, c, d, e, f);
}

void draw_into(ChainReorganized& body) {
    auto& [a, b, c, d, e] = body;
    fill(a, b, c, d, e);
}

void draw_into(ChainHalted& body) {
    auto& [a, b, c] = body;
    fill(a, b, c);
}

void draw_into(ProjectionDigest& body) {
    auto& [a, b, c, d, e] = body;
    fill(a, b, c, d, e);
}

void draw_into(RotateSigningKey& body) {
    auto& [a, b, c] = body;
    fill(a, b, c);
}

void draw_into(AddKey& body) {
    auto& [a, b, c, d, e] = body;
    fill(a, b, c, d, e);
}

void draw_into(GrantRole& body) {
    auto& [a, b, c, d] = body;
    fill(a, b, c, d);
}

void draw_into(RevokeRole& body) {
    auto& [a, b, c, d] = body;
    fill(a, b, c, d);
}

void draw_into(SetLimit& body) {
    auto& [a, b, c, d, e, f, g, h, i] = body;
    fill(a, b, c, d, e, f, g, h, i);
}

void draw_into(SetKillSwitch& body) {
    auto& [a, b, c, d] = body;
    fill(a, b, c, d);
}

void draw_into(SetPolicy& body) {
    auto& [a, b, c, d, e, f, g] = body;
    fill(a, b, c, d, e, f, g);
}

void draw_into(ApproveTransfer& body) {
    auto& [a, b, c] = body;
    fill(a, b, c);
}

void draw_into(CommandSignature& body) {
    auto& [a, b, c, d] = body;
    fill(a, b, c, d);
}

void draw_into(AttachData& body) {
    auto& [a, b, c, d] = body;
    fill(a, b, c, d);
}

void draw_into(RecordLiabilities& body) {
    auto& [a, b, c, d, e, f] = body;
    fill(a, b, c, d, e, f);
}

void draw_into(RecordReconciliation& body) {
    auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = body;
    fill(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
}

void draw_into(CommentBreak& body) {
    auto& [a, b, c, d, e, f] = body;
    fill(a, b, c, d, e, f);
}

void draw_into(WriteOffBreak& body) {
    auto& [a, b, c, d, e, f, g] = body;
    fill(a, b, c, d, e, f, g);
}

void draw_into(CorrectBreak& body) {
    auto& [a, b, c, d, e] = body;
    fill(a, b, c, d, e);
}

void draw_into(SignReconciliation& body) {
    auto& [a, b, c, d, e] = body;
    fill(a, b, c, d, e);
}

// A command that is an id and an outcome.
template <class Body>
    requires requires(Body body) { body.outcome; }
void draw_into(Body& body) {
    auto& [a, b] = body;
    fill(a, b);
}

// A consequence that is an id.
template <class Body>
void draw_into(Body& body) {
    auto& [a] = body;
    fill(a);
}

template <class Alternative>
Body draw_body() {
    Alternative body;
    draw_into(body);
    return body;
}

constexpr auto drawers = []<std::size_t... Index>(std::index_sequence<Index...>) {
    return std::array{&draw_body<std::variant_alternative_t<Index, Body>>...};
}(std::make_index_sequence<std::variant_size_v<Body>>{});

Entry draw_entry(std::size_t kind) {
    Entry entry;
    auto& [sequence, time, cause, linked, key, body] = entry;
    fill(sequence, time, cause, linked, key);
    key.value = static_cast<std::uint16_t>(key.value % (key_number_max.value + 1U));
    body = drawers.at(kind)();
    return entry;
}

}  // namespace

rc::Gen<std::uint64_t> edge_u64() {
    constexpr auto max = std::numeric_limits<std::uint64_t>::max();
    auto const small = rc::gen::inRange<std::uint64_t>(0, 1000);
    auto const bit = rc::gen::map(rc::gen::inRange(0U, 64U),
                                  [](unsigned shift) { return std::uint64_t{1} << shift; });
    return rc::gen::oneOf(rc::gen::element<std::uint64_t>(0, 1, max, max - 1),
                          small,
                          bit,
                          rc::gen::map(bit, [](std::uint64_t power) { return power - 1; }),
                          rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint64_t>()));
}

rc::Gen<uint128> edge_u128() {
    auto const join = [](std::pair<std::uint64_t, std::uint64_t> const& halves) {
        return make_uint128(halves.first, halves.second);
    };
    auto const high = rc::gen::oneOf(rc::gen::just<std::uint64_t>(0), edge_u64());
    return rc::gen::map(rc::gen::pair(high, edge_u64()), join);
}

rc::Gen<std::string> bytes_up_to(std::size_t size) {
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, size + 1), [](std::size_t length) {
        return rc::gen::container<std::string>(length, rc::gen::arbitrary<char>());
    });
}

rc::Gen<Body> body_of_kind(std::size_t index) {
    return rc::gen::exec([index] { return drawers.at(index)(); });
}

rc::Gen<Entry> entry_of_kind(std::size_t index) {
    return rc::gen::exec([index] { return draw_entry(index); });
}

rc::Gen<Body> any_body() {
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, drawers.size()), body_of_kind);
}

rc::Gen<Entry> any_entry() {
    return rc::gen::mapcat(rc::gen::inRange<std::size_t>(0, drawers.size()), entry_of_kind);
}

}  // namespace tally::generators
