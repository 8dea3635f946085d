#include "tests/journal/codec/reference_encoder.h"

#include "entry.capnp.h"

#include <capnp/message.h>
#include <capnp/pretty-print.h>
#include <capnp/serialize.h>

#include <cstring>

namespace tally::reference {

namespace {

std::uint64_t low(uint128 value) {
    return low_half(value);
}

std::uint64_t high(uint128 value) {
    return high_half(value);
}

// Bytes [8 x index, 8 x index + 8), byte 0 lowest.
template <class Bytes>
std::uint64_t word(Bytes const& bytes, std::size_t index) {
    std::uint64_t result = 0;
    for (std::size_t i = 8; i-- > 0;) {
        std::size_t const at = 8 * index + i;
        result <<= 8U;
        if (at < bytes.size()) result |= static_cast<std::uint8_t>(bytes[at]);
    }
    return result;
}

template <class Enum>
std::uint8_t number(Enum value) {
    return static_cast<std::uint8_t>(value);
}

void set(wire::Entry::Builder& entry, Tick const& /*body*/) {
    entry.setTick();
}

void set(wire::Entry::Builder& entry, CreateAsset const& b) {
    auto e = entry.initCreateAsset();
    e.setCode0(word(b.code.bytes(), 0));
    e.setCode1(word(b.code.bytes(), 1));
    e.setScale(b.scale);
    e.setNumber(b.number.value);
}

void set(wire::Entry::Builder& entry, CreateAccount const& b) {
    auto e = entry.initCreateAccount();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
    e.setOwnerLo(low(b.owner.value));
    e.setOwnerHi(high(b.owner.value));
    e.setAsset(b.asset.value);
    e.setCode(b.code);
    e.setFlags(b.flags);
    e.setGivenTotals(b.given_totals);
    e.setUserData128Lo(low(b.user_data_128));
    e.setUserData128Hi(high(b.user_data_128));
    e.setUserData64(b.user_data_64);
    e.setUserData32(b.user_data_32);
    e.setTimestamp(b.timestamp.ns);
}

void set(wire::Entry::Builder& entry, CreateTransfer const& b) {
    auto e = entry.initCreateTransfer();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
    e.setDebitLo(low(b.debit.value));
    e.setDebitHi(high(b.debit.value));
    e.setCreditLo(low(b.credit.value));
    e.setCreditHi(high(b.credit.value));
    e.setPendingIdLo(low(b.pending_id.value));
    e.setPendingIdHi(high(b.pending_id.value));
    e.setAsset(b.asset.value);
    e.setAmountLo(low(b.amount.units()));
    e.setAmountHi(high(b.amount.units()));
    if (b.requested != b.amount) {
        e.setHasRequested(true);
        e.setRequestedLo(low(b.requested.units()));
        e.setRequestedHi(high(b.requested.units()));
    }
    e.setTimeout(b.timeout);
    e.setCode(b.code);
    e.setFlags(b.flags);
    e.setUserData128Lo(low(b.user_data_128));
    e.setUserData128Hi(high(b.user_data_128));
    e.setUserData64(b.user_data_64);
    e.setUserData32(b.user_data_32);
    e.setTimestamp(b.timestamp.ns);
    e.setEffectiveDate(b.effective_date);
    e.setReversesLo(low(b.reverses.value));
    e.setReversesHi(high(b.reverses.value));
    if (!b.metadata.empty())
        e.setMetadata(capnp::Text::Reader{b.metadata.c_str(), b.metadata.size()});
}

void set(wire::Entry::Builder& entry, CreateMarket const& b) {
    auto e = entry.initCreateMarket();
    e.setSymbol0(word(b.symbol.bytes(), 0));
    e.setSymbol1(word(b.symbol.bytes(), 1));
    e.setSymbol2(word(b.symbol.bytes(), 2));
    e.setSymbol3(word(b.symbol.bytes(), 3));
    e.setBase(b.base.value);
    e.setQuote(b.quote.value);
    e.setNumber(b.number.value);
    e.setTickUnits(b.tick.units);
    e.setTickScale(b.tick.scale);
    e.setLotUnits(b.lot.units);
    e.setLotScale(b.lot.scale);
    e.setMakerFeeBps(b.maker_fee_bps);
    e.setTakerFeeBps(b.taker_fee_bps);
    e.setBandBps(b.band_bps);
    e.setFeeOwnerLo(low(b.fee_owner.value));
    e.setFeeOwnerHi(high(b.fee_owner.value));
}

void set(wire::Entry::Builder& entry, ControlMarket const& b) {
    auto e = entry.initControlMarket();
    e.setMarket(b.market.value);
    e.setControl(number(b.control));
    e.setBandBps(b.band_bps);
}

void set(wire::Entry::Builder& entry, PlaceOrder const& b) {
    auto e = entry.initPlaceOrder();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
    e.setOwnerLo(low(b.owner.value));
    e.setOwnerHi(high(b.owner.value));
    e.setMarket(b.market.value);
    e.setPrice(b.price.value);
    e.setStopPrice(b.stop_price.value);
    e.setTrail(b.trail.value);
    e.setSide(number(b.side));
    e.setType(number(b.type));
    e.setTimeInForce(number(b.time_in_force));
    e.setSelfTrade(number(b.self_trade));
    e.setOptions(b.options);
    e.setRests(b.rests);
    e.setQuantity(b.quantity.units());
    e.setDisplay(b.display.units());
    e.setMinQuantity(b.min_quantity.units());
    e.setBudgetLo(low(b.budget.units()));
    e.setBudgetHi(high(b.budget.units()));
    e.setHoldLo(low(b.hold.units()));
    e.setHoldHi(high(b.hold.units()));
    e.setExpires(b.expires.ns);
}

void set(wire::Entry::Builder& entry, AmendOrder const& b) {
    auto e = entry.initAmendOrder();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
    e.setPrice(b.price.value);
    e.setQuantity(b.quantity.units());
    e.setHoldLo(low(b.hold.units()));
    e.setHoldHi(high(b.hold.units()));
    e.setKeepsPriority(b.keeps_priority);
    e.setRests(b.rests);
}

void set(wire::Entry::Builder& entry, CancelOrder const& b) {
    auto e = entry.initCancelOrder();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
}

void set(wire::Entry::Builder& entry, CancelAll const& b) {
    auto e = entry.initCancelAll();
    e.setOwnerLo(low(b.owner.value));
    e.setOwnerHi(high(b.owner.value));
    e.setMarket(b.market.value);
    e.setCount(b.count);
}

void set(wire::Entry::Builder& entry, CreateEscrow const& b) {
    auto e = entry.initCreateEscrow();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
    e.setBuyerLo(low(b.buyer.value));
    e.setBuyerHi(high(b.buyer.value));
    e.setSellerLo(low(b.seller.value));
    e.setSellerHi(high(b.seller.value));
    e.setAsset(b.asset.value);
    e.setAmountLo(low(b.amount.units()));
    e.setAmountHi(high(b.amount.units()));
    e.setContentHash0(word(b.content_hash.bytes, 0));
    e.setContentHash1(word(b.content_hash.bytes, 1));
    e.setContentHash2(word(b.content_hash.bytes, 2));
    e.setContentHash3(word(b.content_hash.bytes, 3));
    e.setQuorum(b.quorum);
    e.setReleaseAfter(b.release_after.ns);
    e.setRefundAfter(b.refund_after.ns);
    e.setEvmChainId(b.evm_chain_id);
    e.setContract0(word(b.contract.bytes, 0));
    e.setContract1(word(b.contract.bytes, 1));
    e.setContract2(static_cast<std::uint32_t>(word(b.contract.bytes, 2)));
    e.setPayee0(word(b.payee.bytes, 0));
    e.setPayee1(word(b.payee.bytes, 1));
    e.setPayee2(static_cast<std::uint32_t>(word(b.payee.bytes, 2)));
    e.setToken0(word(b.token.bytes, 0));
    e.setToken1(word(b.token.bytes, 1));
    e.setToken2(static_cast<std::uint32_t>(word(b.token.bytes, 2)));
    if (b.attestors.empty()) return;
    auto list = e.initAttestors(static_cast<unsigned>(b.attestors.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
        list[i].setBytes0(word(b.attestors[i].bytes, 0));
        list[i].setBytes1(word(b.attestors[i].bytes, 1));
        list[i].setBytes2(static_cast<std::uint32_t>(word(b.attestors[i].bytes, 2)));
    }
}

void set(wire::Entry::Builder& entry, FundEscrow const& b) {
    auto e = entry.initFundEscrow();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
}

void set(wire::Entry::Builder& entry, AttestEscrow const& b) {
    auto e = entry.initAttestEscrow();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
    e.setAction(number(b.action));
    e.setAttestor0(word(b.attestor.bytes, 0));
    e.setAttestor1(word(b.attestor.bytes, 1));
    e.setAttestor2(static_cast<std::uint32_t>(word(b.attestor.bytes, 2)));
    e.setContentHash0(word(b.content_hash.bytes, 0));
    e.setContentHash1(word(b.content_hash.bytes, 1));
    e.setContentHash2(word(b.content_hash.bytes, 2));
    e.setContentHash3(word(b.content_hash.bytes, 3));
    e.setSignature0(word(b.signature.bytes, 0));
    e.setSignature1(word(b.signature.bytes, 1));
    e.setSignature2(word(b.signature.bytes, 2));
    e.setSignature3(word(b.signature.bytes, 3));
    e.setSignature4(word(b.signature.bytes, 4));
    e.setSignature5(word(b.signature.bytes, 5));
    e.setSignature6(word(b.signature.bytes, 6));
    e.setSignature7(word(b.signature.bytes, 7));
    e.setSignatureV(b.signature.bytes[64]);
}

void set(wire::Entry::Builder& entry, ReleaseEscrow const& b) {
    auto e = entry.initReleaseEscrow();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
}

void set(wire::Entry::Builder& entry, RefundEscrow const& b) {
    auto e = entry.initRefundEscrow();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
}

void set(wire::Entry::Builder& entry, DisputeEscrow const& b) {
    auto e = entry.initDisputeEscrow();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
    e.setByLo(low(b.by.value));
    e.setByHi(high(b.by.value));
}

void set(wire::Entry::Builder& entry, ResolveEscrow const& b) {
    auto e = entry.initResolveEscrow();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
    e.setAction(number(b.action));
}

void set(wire::Entry::Builder& entry, CreateChain const& b) {
    auto e = entry.initCreateChain();
    e.setName0(word(b.name.bytes(), 0));
    e.setName1(word(b.name.bytes(), 1));
    e.setName2(word(b.name.bytes(), 2));
    e.setName3(word(b.name.bytes(), 3));
    e.setFinalityDepth(b.finality_depth);
    e.setCustodyOwnerLo(low(b.custody_owner.value));
    e.setCustodyOwnerHi(high(b.custody_owner.value));
    e.setLossOwnerLo(low(b.loss_owner.value));
    e.setLossOwnerHi(high(b.loss_owner.value));
    e.setNumber(b.number.value);
}

void set(wire::ChainEvent::Builder e, ChainEvent const& b) {
    e.setType(number(b.type));
    e.setTransaction0(word(b.transaction.bytes, 0));
    e.setTransaction1(word(b.transaction.bytes, 1));
    e.setTransaction2(word(b.transaction.bytes, 2));
    e.setTransaction3(word(b.transaction.bytes, 3));
    e.setIndex(b.index);
    e.setSubjectLo(low(b.subject));
    e.setSubjectHi(high(b.subject));
    e.setAsset(b.asset.value);
    e.setAmountLo(low(b.amount.units()));
    e.setAmountHi(high(b.amount.units()));
}

void set(wire::Entry::Builder& entry, ObserveBlock const& b) {
    auto e = entry.initObserveBlock();
    e.setChain(b.chain.value);
    e.setNumber(b.number);
    e.setHash0(word(b.hash.bytes, 0));
    e.setHash1(word(b.hash.bytes, 1));
    e.setHash2(word(b.hash.bytes, 2));
    e.setHash3(word(b.hash.bytes, 3));
    e.setParent0(word(b.parent.bytes, 0));
    e.setParent1(word(b.parent.bytes, 1));
    e.setParent2(word(b.parent.bytes, 2));
    e.setParent3(word(b.parent.bytes, 3));
    e.setTimestamp(b.timestamp.ns);
    if (b.events.empty()) return;
    auto list = e.initEvents(static_cast<unsigned>(b.events.size()));
    for (unsigned i = 0; i < list.size(); ++i)
        set(list[i], b.events[i]);
}

void set(wire::Entry::Builder& entry, ResumeChain const& b) {
    auto e = entry.initResumeChain();
    e.setChain(b.chain.value);
    e.setStay(b.stay);
}

void set(wire::Entry::Builder& entry, RequestWithdrawal const& b) {
    auto e = entry.initRequestWithdrawal();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
    e.setAccountLo(low(b.account.value));
    e.setAccountHi(high(b.account.value));
    e.setChain(b.chain.value);
    e.setAsset(b.asset.value);
    e.setAmountLo(low(b.amount.units()));
    e.setAmountHi(high(b.amount.units()));
    e.setDestination0(word(b.destination.bytes, 0));
    e.setDestination1(word(b.destination.bytes, 1));
    e.setDestination2(word(b.destination.bytes, 2));
    e.setDestination3(word(b.destination.bytes, 3));
}

void set(wire::Entry::Builder& entry, CancelWithdrawal const& b) {
    auto e = entry.initCancelWithdrawal();
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
}

void set(wire::Entry::Builder& entry, TransferExpired const& b) {
    auto e = entry.initTransferExpired();
    e.setPendingLo(low(b.pending.value));
    e.setPendingHi(high(b.pending.value));
}

void set(wire::Entry::Builder& entry, Fill const& b) {
    auto e = entry.initFill();
    e.setMarket(b.market.value);
    e.setTakerSide(number(b.taker_side));
    e.setMakerLo(low(b.maker.value));
    e.setMakerHi(high(b.maker.value));
    e.setTakerLo(low(b.taker.value));
    e.setTakerHi(high(b.taker.value));
    e.setPrice(b.price.value);
    e.setQuantity(b.quantity.units());
    e.setQuoteLo(low(b.quote.units()));
    e.setQuoteHi(high(b.quote.units()));
    e.setMakerFeeLo(low(b.maker_fee.units()));
    e.setMakerFeeHi(high(b.maker_fee.units()));
    e.setTakerFeeLo(low(b.taker_fee.units()));
    e.setTakerFeeHi(high(b.taker_fee.units()));
}

void set(wire::Entry::Builder& entry, OrderCancelled const& b) {
    auto e = entry.initOrderCancelled();
    e.setOrderLo(low(b.order.value));
    e.setOrderHi(high(b.order.value));
    e.setReason(number(b.reason));
}

void set(wire::Entry::Builder& entry, OrderExpired const& b) {
    auto e = entry.initOrderExpired();
    e.setOrderLo(low(b.order.value));
    e.setOrderHi(high(b.order.value));
}

void set(wire::Entry::Builder& entry, OrderTriggered const& b) {
    auto e = entry.initOrderTriggered();
    e.setOrderLo(low(b.order.value));
    e.setOrderHi(high(b.order.value));
    e.setHoldLo(low(b.hold.units()));
    e.setHoldHi(high(b.hold.units()));
    e.setRests(b.rests);
}

void set(wire::Entry::Builder& entry, OrderDecremented const& b) {
    auto e = entry.initOrderDecremented();
    e.setMakerLo(low(b.maker.value));
    e.setMakerHi(high(b.maker.value));
    e.setTakerLo(low(b.taker.value));
    e.setTakerHi(high(b.taker.value));
    e.setQuantity(b.quantity.units());
}

void set(wire::Entry::Builder& entry, ChainEventApplied const& b) {
    auto e = entry.initChainEventApplied();
    e.setChain(b.chain.value);
    e.setEffect(number(b.effect));
    e.setBlock0(word(b.block.bytes, 0));
    e.setBlock1(word(b.block.bytes, 1));
    e.setBlock2(word(b.block.bytes, 2));
    e.setBlock3(word(b.block.bytes, 3));
    e.setType(number(b.event.type));
    e.setTransaction0(word(b.event.transaction.bytes, 0));
    e.setTransaction1(word(b.event.transaction.bytes, 1));
    e.setTransaction2(word(b.event.transaction.bytes, 2));
    e.setTransaction3(word(b.event.transaction.bytes, 3));
    e.setIndex(b.event.index);
    e.setSubjectLo(low(b.event.subject));
    e.setSubjectHi(high(b.event.subject));
    e.setAsset(b.event.asset.value);
    e.setAmountLo(low(b.event.amount.units()));
    e.setAmountHi(high(b.event.amount.units()));
    e.setLossLo(low(b.loss.units()));
    e.setLossHi(high(b.loss.units()));
    e.setFrom0(word(b.from.bytes, 0));
    e.setFrom1(word(b.from.bytes, 1));
    e.setFrom2(word(b.from.bytes, 2));
    e.setFrom3(word(b.from.bytes, 3));
}

void set(wire::Entry::Builder& entry, ChainReorganized const& b) {
    auto e = entry.initChainReorganized();
    e.setChain(b.chain.value);
    e.setAncestor0(word(b.ancestor.bytes, 0));
    e.setAncestor1(word(b.ancestor.bytes, 1));
    e.setAncestor2(word(b.ancestor.bytes, 2));
    e.setAncestor3(word(b.ancestor.bytes, 3));
    e.setOldTip0(word(b.old_tip.bytes, 0));
    e.setOldTip1(word(b.old_tip.bytes, 1));
    e.setOldTip2(word(b.old_tip.bytes, 2));
    e.setOldTip3(word(b.old_tip.bytes, 3));
    e.setNewTip0(word(b.new_tip.bytes, 0));
    e.setNewTip1(word(b.new_tip.bytes, 1));
    e.setNewTip2(word(b.new_tip.bytes, 2));
    e.setNewTip3(word(b.new_tip.bytes, 3));
    e.setDepth(b.depth);
}

void set(wire::Entry::Builder& entry, ChainHalted const& b) {
    auto e = entry.initChainHalted();
    e.setChain(b.chain.value);
    e.setAncestor0(word(b.ancestor.bytes, 0));
    e.setAncestor1(word(b.ancestor.bytes, 1));
    e.setAncestor2(word(b.ancestor.bytes, 2));
    e.setAncestor3(word(b.ancestor.bytes, 3));
    e.setNewTip0(word(b.new_tip.bytes, 0));
    e.setNewTip1(word(b.new_tip.bytes, 1));
    e.setNewTip2(word(b.new_tip.bytes, 2));
    e.setNewTip3(word(b.new_tip.bytes, 3));
}

void set(wire::Entry::Builder& entry, ProjectionDigest const& b) {
    auto e = entry.initProjectionDigest();
    e.setProjection(static_cast<std::uint16_t>(b.projection));
    e.setVersion(b.version);
    e.setSlice(b.slice);
    e.setSlices(b.slices);
    e.setDigest0(word(b.digest.bytes, 0));
    e.setDigest1(word(b.digest.bytes, 1));
    e.setDigest2(word(b.digest.bytes, 2));
    e.setDigest3(word(b.digest.bytes, 3));
}

void set(wire::Entry::Builder& entry, RotateSigningKey const& b) {
    auto e = entry.initRotateSigningKey();
    e.setEd25519A(word(b.ed25519.bytes, 0));
    e.setEd25519B(word(b.ed25519.bytes, 1));
    e.setEd25519C(word(b.ed25519.bytes, 2));
    e.setEd25519D(word(b.ed25519.bytes, 3));
    e.setBip340A(word(b.bip340.bytes, 0));
    e.setBip340B(word(b.bip340.bytes, 1));
    e.setBip340C(word(b.bip340.bytes, 2));
    e.setBip340D(word(b.bip340.bytes, 3));
    e.setSignature0(word(b.signature.bytes, 0));
    e.setSignature1(word(b.signature.bytes, 1));
    e.setSignature2(word(b.signature.bytes, 2));
    e.setSignature3(word(b.signature.bytes, 3));
    e.setSignature4(word(b.signature.bytes, 4));
    e.setSignature5(word(b.signature.bytes, 5));
    e.setSignature6(word(b.signature.bytes, 6));
    e.setSignature7(word(b.signature.bytes, 7));
}

void set(wire::Entry::Builder& entry, AttachData const& b) {
    auto e = entry.initAttachData();
    e.setSubjectKind(static_cast<std::uint8_t>(b.subject_kind));
    e.setSubjectLo(low_half(b.subject));
    e.setSubjectHi(high_half(b.subject));
    e.setCommitment0(word(b.commitment.bytes, 0));
    e.setCommitment1(word(b.commitment.bytes, 1));
    e.setCommitment2(word(b.commitment.bytes, 2));
    e.setCommitment3(word(b.commitment.bytes, 3));
}

void set(wire::Entry::Builder& entry, RedactData const& b) {
    auto e = entry.initRedactData();
    e.setCommitment0(word(b.commitment.bytes, 0));
    e.setCommitment1(word(b.commitment.bytes, 1));
    e.setCommitment2(word(b.commitment.bytes, 2));
    e.setCommitment3(word(b.commitment.bytes, 3));
}

void set(wire::Entry::Builder& entry, RecordLiabilities const& b) {
    auto e = entry.initRecordLiabilities();
    e.setAsset(b.asset.value);
    e.setSize(b.size);
    e.setAccounts(b.accounts);
    e.setRoot0(word(b.root.bytes, 0));
    e.setRoot1(word(b.root.bytes, 1));
    e.setRoot2(word(b.root.bytes, 2));
    e.setRoot3(word(b.root.bytes, 3));
    e.setTotalLo(low_half(b.total.units()));
    e.setTotalHi(high_half(b.total.units()));
}

void set(wire::ReconciliationBreak::Builder e, ReconciliationBreak const& b) {
    e.setId(b.id.value);
    e.setCode(b.code);
    e.setMaterial(b.material);
    e.setMoreOn(number(b.more_on));
    e.setAmountLo(low(b.amount.units()));
    e.setAmountHi(high(b.amount.units()));
}

void set(wire::Entry::Builder& entry, RecordReconciliation const& b) {
    auto e = entry.initRecordReconciliation();
    e.setRun0(word(b.run.bytes, 0));
    e.setRun1(word(b.run.bytes, 1));
    e.setRun2(word(b.run.bytes, 2));
    e.setRun3(word(b.run.bytes, 3));
    e.setAccountLo(low(b.account.value));
    e.setAccountHi(high(b.account.value));
    e.setAsset(b.asset.value);
    e.setGainsBy(number(b.gains_by));
    e.setVerdict(number(b.verdict));
    e.setRules0(word(b.rules.bytes, 0));
    e.setRules1(word(b.rules.bytes, 1));
    e.setRules2(word(b.rules.bytes, 2));
    e.setRules3(word(b.rules.bytes, 3));
    e.setRoot0(word(b.root.bytes, 0));
    e.setRoot1(word(b.root.bytes, 1));
    e.setRoot2(word(b.root.bytes, 2));
    e.setRoot3(word(b.root.bytes, 3));
    e.setSize(b.size);
    e.setCutOff(b.cut_off);
    e.setMatched(b.matched);
    e.setBreakCount(b.break_count);
    e.setMaterialCount(b.material_count);
    e.setMoreOnStatementLo(low(b.more_on_statement.units()));
    e.setMoreOnStatementHi(high(b.more_on_statement.units()));
    e.setMoreOnRecordLo(low(b.more_on_record.units()));
    e.setMoreOnRecordHi(high(b.more_on_record.units()));
    if (b.breaks.empty()) return;
    auto list = e.initBreaks(static_cast<unsigned>(b.breaks.size()));
    for (unsigned i = 0; i < list.size(); ++i)
        set(list[i], b.breaks[i]);
}

// What every decision about a break begins with.
template <class Builder, class Command>
void set_break(Builder& e, Command const& b) {
    e.setRun0(word(b.run.bytes, 0));
    e.setRun1(word(b.run.bytes, 1));
    e.setRun2(word(b.run.bytes, 2));
    e.setRun3(word(b.run.bytes, 3));
    e.setAccountLo(low(b.account.value));
    e.setAccountHi(high(b.account.value));
    e.setBreakId(b.break_id.value);
}

void set(wire::Entry::Builder& entry, CommentBreak const& b) {
    auto e = entry.initCommentBreak();
    set_break(e, b);
    e.setCommitment0(word(b.commitment.bytes, 0));
    e.setCommitment1(word(b.commitment.bytes, 1));
    e.setCommitment2(word(b.commitment.bytes, 2));
    e.setCommitment3(word(b.commitment.bytes, 3));
    e.setExplains(b.explains);
}

void set(wire::Entry::Builder& entry, WriteOffBreak const& b) {
    auto e = entry.initWriteOffBreak();
    set_break(e, b);
    e.setTransferLo(low(b.transfer.value));
    e.setTransferHi(high(b.transfer.value));
    e.setAgainstLo(low(b.against.value));
    e.setAgainstHi(high(b.against.value));
    e.setCode(b.code);
}

void set(wire::Entry::Builder& entry, CorrectBreak const& b) {
    auto e = entry.initCorrectBreak();
    set_break(e, b);
    e.setTransferLo(low(b.transfer.value));
    e.setTransferHi(high(b.transfer.value));
}

void set(wire::Entry::Builder& entry, SignReconciliation const& b) {
    auto e = entry.initSignReconciliation();
    e.setRun0(word(b.run.bytes, 0));
    e.setRun1(word(b.run.bytes, 1));
    e.setRun2(word(b.run.bytes, 2));
    e.setRun3(word(b.run.bytes, 3));
    e.setAccountLo(low(b.account.value));
    e.setAccountHi(high(b.account.value));
    e.setAction(number(b.action));
    e.setAcceptBreaks(b.accept_breaks);
}

void set(wire::Entry::Builder& entry, AddKey const& b) {
    auto e = entry.initAddKey();
    e.setNumber(b.number.value);
    e.setExpires(b.expires.ns);
    e.setPublicKey0(word(b.public_key.bytes, 0));
    e.setPublicKey1(word(b.public_key.bytes, 1));
    e.setPublicKey2(word(b.public_key.bytes, 2));
    e.setPublicKey3(word(b.public_key.bytes, 3));
    e.setName0(word(b.name.bytes(), 0));
    e.setName1(word(b.name.bytes(), 1));
    e.setName2(word(b.name.bytes(), 2));
    e.setName3(word(b.name.bytes(), 3));
}

void set(wire::Entry::Builder& entry, RevokeKey const& b) {
    auto e = entry.initRevokeKey();
    e.setNumber(b.number.value);
}

void set(wire::Entry::Builder& entry, GrantRole const& b) {
    auto e = entry.initGrantRole();
    e.setNumber(b.number.value);
    e.setRole(number(b.role));
    e.setMarket(b.scope.market.value);
    e.setAsset(b.scope.asset.value);
    e.setOwnerLo(low(b.scope.owner.value));
    e.setOwnerHi(high(b.scope.owner.value));
}

void set(wire::Entry::Builder& entry, RevokeRole const& b) {
    auto e = entry.initRevokeRole();
    e.setNumber(b.number.value);
    e.setRole(number(b.role));
    e.setMarket(b.scope.market.value);
    e.setAsset(b.scope.asset.value);
    e.setOwnerLo(low(b.scope.owner.value));
    e.setOwnerHi(high(b.scope.owner.value));
}

void set(wire::Entry::Builder& entry, SetLimit const& b) {
    auto e = entry.initSetLimit();
    e.setKind(number(b.kind));
    e.setOff(b.off);
    e.setNumber(b.number.value);
    e.setWindow(b.window);
    e.setMarket(b.market.value);
    e.setAsset(b.asset.value);
    e.setOwnerLo(low(b.owner.value));
    e.setOwnerHi(high(b.owner.value));
    e.setAmountLo(low(b.amount.units()));
    e.setAmountHi(high(b.amount.units()));
}

void set(wire::Entry::Builder& entry, SetKillSwitch const& b) {
    auto e = entry.initSetKillSwitch();
    e.setOn(b.on);
    e.setMarket(b.market.value);
    e.setOwnerLo(low(b.owner.value));
    e.setOwnerHi(high(b.owner.value));
}

void set(wire::Entry::Builder& entry, SetPolicy const& b) {
    auto e = entry.initSetPolicy();
    e.setKind(number(b.kind));
    e.setOff(b.off);
    e.setRole(number(b.role));
    e.setAsset(b.asset.value);
    e.setTimeout(b.timeout);
    e.setAmountLo(low(b.amount.units()));
    e.setAmountHi(high(b.amount.units()));
}

void set(wire::Entry::Builder& entry, ApproveTransfer const& b) {
    auto e = entry.initApproveTransfer();
    e.setReject(b.reject);
    e.setIdLo(low(b.id.value));
    e.setIdHi(high(b.id.value));
}

void set(wire::Entry::Builder& entry, ApprovalExpired const& b) {
    auto e = entry.initApprovalExpired();
    e.setTransferLo(low(b.transfer.value));
    e.setTransferHi(high(b.transfer.value));
}

void set(wire::Entry::Builder& entry, CommandSignature const& b) {
    auto e = entry.initCommandSignature();
    e.setScheme(number(b.scheme));
    e.setNonce(b.nonce);
    e.setLeftOpen(b.left_open);
    e.setSignature0(word(b.signature.bytes, 0));
    e.setSignature1(word(b.signature.bytes, 1));
    e.setSignature2(word(b.signature.bytes, 2));
    e.setSignature3(word(b.signature.bytes, 3));
    e.setSignature4(word(b.signature.bytes, 4));
    e.setSignature5(word(b.signature.bytes, 5));
    e.setSignature6(word(b.signature.bytes, 6));
    e.setSignature7(word(b.signature.bytes, 7));
}

void set_key(wire::Entry::Builder& root, unsigned key) {
    root.setKeyBit0((key & 1U) != 0);
    root.setKeyBit1((key & 2U) != 0);
    root.setKeyBit2((key & 4U) != 0);
    root.setKeyBit3((key & 8U) != 0);
    root.setKeyBit4((key & 16U) != 0);
    root.setKeyBit5((key & 32U) != 0);
    root.setKeyBit6((key & 64U) != 0);
    root.setKeyHigh(static_cast<std::uint8_t>(key >> 7U));
}

// Cap'n Proto refuses segments that are not aligned to words.
kj::Array<capnp::word> aligned(std::vector<std::uint8_t> const& leaf) {
    auto words = kj::heapArray<capnp::word>(leaf.size() / sizeof(capnp::word));
    if (words.size() != 0) std::memcpy(words.begin(), leaf.data(), words.asBytes().size());
    return words;
}

}  // namespace

std::vector<std::uint8_t> encode(Entry const& entry) {
    capnp::MallocMessageBuilder message;
    auto root = message.initRoot<wire::Entry>();
    root.setSequence(entry.sequence.value);
    root.setTime(entry.time.ns);
    root.setCause(entry.cause.value);
    root.setLinked(entry.linked);
    root.setOutcome(static_cast<std::uint16_t>(outcome_of(entry.body)));
    set_key(root, entry.key.value);
    std::visit([&](auto const& body) { set(root, body); }, entry.body);
    auto const words = capnp::canonicalize(root.asReader());
    auto const bytes = words.asBytes();
    return {bytes.begin(), bytes.end()};
}

bool is_canonical(std::vector<std::uint8_t> const& leaf) {
    auto const words = aligned(leaf);
    kj::ArrayPtr<capnp::word const> const segments[] = {words};
    capnp::SegmentArrayMessageReader reader{segments};
    return leaf.size() % sizeof(capnp::word) == 0 && reader.isCanonical();
}

std::string text(std::vector<std::uint8_t> const& leaf) {
    auto const words = aligned(leaf);
    kj::ArrayPtr<capnp::word const> const segments[] = {words};
    capnp::SegmentArrayMessageReader reader{segments};
    return capnp::prettyPrint(reader.getRoot<wire::Entry>()).flatten().cStr();
}

}  // namespace tally::reference
