@0xc1d9a4f3b6e27508;

# The record's unit of history. What a leaf of the tree is: this struct, in canonical form, one segment.
#
# Rules of change, for ever:
#   - Fields and kinds are only appended, with the next ordinal. Nothing is removed, renumbered, retyped or moved.
#   - The meaning of a field never changes. New meaning is a new kind.
#   - A reader that meets a kind or a field that it does not know stops.
#
# Layout. Integers of 128 bits are two words, Lo and Hi. Hashes (32 bytes), addresses (20), names (16 or
# 32, padded with NUL) are words in the order of their bytes, byte 0 in the lowest 8 bits of word 0. Ordinals are
# ordered so that what is usually zero comes last: the canonical form leaves it out. Enumerations are
# UInt8 with the numbers of journal/entries/*.h, to stay narrow.

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("tally::wire");

struct Address {
  bytes0 @0 :UInt64;
  bytes1 @1 :UInt64;
  bytes2 @2 :UInt32;
}

struct ChainEvent {
  type @0 :UInt8;    # 1 deposit, 2 withdrawal, 3 escrow funded, 4 escrow released, 5 escrow refunded
  index @1 :UInt32;  # within the transaction
  asset @2 :UInt32;
  transaction0 @3 :UInt64;
  transaction1 @4 :UInt64;
  transaction2 @5 :UInt64;
  transaction3 @6 :UInt64;
  subjectLo @7 :UInt64;  # an account, a withdrawal or an escrow
  amountLo @8 :UInt64;
  subjectHi @9 :UInt64;
  amountHi @10 :UInt64;
}

struct ReconciliationBreak {
  code @0 :UInt8;  # the list of codes in docs/reconcile.md, in its order in replay/reconcile/matcher.h
  material @1 :Bool;
  moreOn @2 :UInt8;  # 0 statement, 1 record
  id @3 :UInt64;
  amountLo @4 :UInt64;
  amountHi @5 :UInt64;
}

struct Entry {
  sequence @0 :UInt64;  # dense, from 0; the index of the leaf in the tree
  time @1 :UInt64;  # nanoseconds since 1970-01-01T00:00:00Z, never decreasing
  cause @2 :UInt64;  # the sequence of the command that led to this; its own for a command
  linked @3 :Bool;  # a command that is bound to the next one
  outcome @4 :UInt16;  # the answer to a command: journal/vocabulary/outcome.h; 0 for a consequence

  # Who sent a command: the number of a key, 15 bits wide, 0 for whoever holds the files. Its bits 0
  # to 6 are these Booleans and 7 to 14 the byte, because that is the room that the header had left
  # (docs/adr/0034-key-in-the-header.md): together, bits 193 to 207 of the data section.
  keyBit0 @282 :Bool;
  keyBit1 @283 :Bool;
  keyBit2 @284 :Bool;
  keyBit3 @285 :Bool;
  keyBit4 @286 :Bool;
  keyBit5 @287 :Bool;
  keyBit6 @288 :Bool;
  keyHigh @289 :UInt8;

  union {
    none @5 :Void;  # kind 0 is never written: zeroed bytes are no entry

    createTransfer :group {
      code @6 :UInt16;
      asset @7 :UInt32;
      flags @8 :UInt16;
      hasRequested @9 :Bool;  # requested is stored; otherwise it equals amount
      idLo @10 :UInt64;
      debitLo @11 :UInt64;
      creditLo @12 :UInt64;
      amountLo @13 :UInt64;
      idHi @14 :UInt64;
      debitHi @15 :UInt64;
      creditHi @16 :UInt64;
      pendingIdLo @17 :UInt64;
      timeout @18 :UInt32;  # seconds
      userData32 @19 :UInt32;
      pendingIdHi @20 :UInt64;
      userData64 @21 :UInt64;
      userData128Lo @22 :UInt64;
      userData128Hi @23 :UInt64;
      amountHi @24 :UInt64;
      requestedLo @25 :UInt64;
      requestedHi @26 :UInt64;
      timestamp @27 :UInt64;  # of an imported event
      metadata @28 :Text;
      effectiveDate @290 :UInt32;  # days since 1970-01-01; 0 = that of the record
      reversesLo @291 :UInt64;  # the transfer that this one reverses; 0 = none
      reversesHi @292 :UInt64;
    }

    placeOrder :group {
      market @29 :UInt32;
      side @30 :UInt8;  # 0 buy, 1 sell
      type @31 :UInt8;  # 0 limit, 1 market, 2 stop, 3 stop limit, 4 trailing stop
      timeInForce @32 :UInt8;  # 0 gtc, 1 gtd, 2 ioc, 3 fok
      selfTrade @33 :UInt8;  # 0 cancel newest, 1 cancel oldest, 2 cancel both, 3 decrement
      options @34 :UInt8;
      rests @35 :Bool;
      idLo @36 :UInt64;
      ownerLo @37 :UInt64;
      price @38 :UInt64;
      quantity @39 :UInt64;
      holdLo @40 :UInt64;
      idHi @41 :UInt64;
      ownerHi @42 :UInt64;
      stopPrice @43 :UInt64;
      trail @44 :UInt64;
      display @45 :UInt64;
      minQuantity @46 :UInt64;
      budgetLo @47 :UInt64;
      expires @48 :UInt64;
      holdHi @49 :UInt64;
      budgetHi @50 :UInt64;
    }

    cancelOrder :group {
      idLo @51 :UInt64;
      idHi @52 :UInt64;
    }

    fill :group {
      market @53 :UInt32;
      takerSide @54 :UInt8;  # 0 buy, 1 sell
      makerLo @55 :UInt64;
      takerLo @56 :UInt64;
      price @57 :UInt64;
      quantity @58 :UInt64;
      quoteLo @59 :UInt64;
      makerFeeLo @60 :UInt64;
      takerFeeLo @61 :UInt64;
      makerHi @62 :UInt64;
      takerHi @63 :UInt64;
      quoteHi @64 :UInt64;
      makerFeeHi @65 :UInt64;
      takerFeeHi @66 :UInt64;
    }

    tick @67 :Void;

    createAsset :group {
      number @68 :UInt32;
      scale @69 :UInt8;
      code0 @70 :UInt64;
      code1 @71 :UInt64;
    }

    createAccount :group {
      code @72 :UInt16;
      asset @73 :UInt32;
      flags @74 :UInt16;
      givenTotals @75 :UInt8;
      idLo @76 :UInt64;
      ownerLo @77 :UInt64;
      idHi @78 :UInt64;
      ownerHi @79 :UInt64;
      userData32 @80 :UInt32;
      userData64 @81 :UInt64;
      userData128Lo @82 :UInt64;
      userData128Hi @83 :UInt64;
      timestamp @84 :UInt64;  # of an imported event
    }

    transferExpired :group {
      pendingLo @85 :UInt64;
      pendingHi @86 :UInt64;
    }

    createMarket :group {
      base @87 :UInt32;
      quote @88 :UInt32;
      number @89 :UInt32;
      tickScale @90 :UInt8;
      lotScale @91 :UInt8;
      makerFeeBps @92 :UInt16;
      takerFeeBps @93 :UInt16;
      bandBps @94 :UInt16;
      symbol0 @95 :UInt64;
      symbol1 @96 :UInt64;
      symbol2 @97 :UInt64;
      symbol3 @98 :UInt64;
      tickUnits @99 :UInt64;
      lotUnits @100 :UInt64;
      feeOwnerLo @101 :UInt64;
      feeOwnerHi @102 :UInt64;
    }

    controlMarket :group {
      market @103 :UInt32;
      control @104 :UInt8;  # 0 halt, 1 resume, 2 set band
      bandBps @105 :UInt16;
    }

    amendOrder :group {
      keepsPriority @106 :Bool;
      rests @107 :Bool;
      idLo @108 :UInt64;
      price @109 :UInt64;
      quantity @110 :UInt64;
      holdLo @111 :UInt64;
      idHi @112 :UInt64;
      holdHi @113 :UInt64;
    }

    cancelAll :group {
      market @114 :UInt32;
      count @115 :UInt32;
      ownerLo @116 :UInt64;
      ownerHi @117 :UInt64;
    }

    orderCancelled :group {
      reason @118 :UInt8;  # 0 requested, 1 unfilled remainder, 2 self trade, 3 budget spent, 4 market closed
      orderLo @119 :UInt64;
      orderHi @120 :UInt64;
    }

    orderExpired :group {
      orderLo @121 :UInt64;
      orderHi @122 :UInt64;
    }

    orderTriggered :group {
      rests @123 :Bool;
      orderLo @124 :UInt64;
      holdLo @125 :UInt64;
      orderHi @126 :UInt64;
      holdHi @127 :UInt64;
    }

    orderDecremented :group {
      quantity @128 :UInt64;
      makerLo @129 :UInt64;
      takerLo @130 :UInt64;
      makerHi @131 :UInt64;
      takerHi @132 :UInt64;
    }

    createEscrow :group {
      asset @133 :UInt32;
      quorum @134 :UInt8;
      idLo @135 :UInt64;
      buyerLo @136 :UInt64;
      sellerLo @137 :UInt64;
      amountLo @138 :UInt64;
      contentHash0 @139 :UInt64;
      contentHash1 @140 :UInt64;
      contentHash2 @141 :UInt64;
      contentHash3 @142 :UInt64;
      releaseAfter @143 :UInt64;
      refundAfter @144 :UInt64;
      idHi @145 :UInt64;
      buyerHi @146 :UInt64;
      sellerHi @147 :UInt64;
      amountHi @148 :UInt64;
      evmChainId @149 :UInt64;
      contract0 @150 :UInt64;
      contract1 @151 :UInt64;
      contract2 @152 :UInt32;
      payee0 @153 :UInt64;
      payee1 @154 :UInt64;
      payee2 @155 :UInt32;
      token0 @156 :UInt64;
      token1 @157 :UInt64;
      token2 @158 :UInt32;
      attestors @159 :List(Address);
    }

    fundEscrow :group {
      idLo @160 :UInt64;
      idHi @161 :UInt64;
    }

    attestEscrow :group {
      action @162 :UInt8;  # 1 release, 2 refund
      signatureV @163 :UInt8;  # byte 64 of the signature
      idLo @164 :UInt64;
      idHi @165 :UInt64;
      attestor0 @166 :UInt64;
      attestor1 @167 :UInt64;
      attestor2 @168 :UInt32;
      contentHash0 @169 :UInt64;
      contentHash1 @170 :UInt64;
      contentHash2 @171 :UInt64;
      contentHash3 @172 :UInt64;
      signature0 @173 :UInt64;
      signature1 @174 :UInt64;
      signature2 @175 :UInt64;
      signature3 @176 :UInt64;
      signature4 @177 :UInt64;
      signature5 @178 :UInt64;
      signature6 @179 :UInt64;
      signature7 @180 :UInt64;
    }

    releaseEscrow :group {
      idLo @181 :UInt64;
      idHi @182 :UInt64;
    }

    refundEscrow :group {
      idLo @183 :UInt64;
      idHi @184 :UInt64;
    }

    disputeEscrow :group {
      idLo @185 :UInt64;
      byLo @186 :UInt64;
      idHi @187 :UInt64;
      byHi @188 :UInt64;
    }

    resolveEscrow :group {
      action @189 :UInt8;  # 1 release, 2 refund
      idLo @190 :UInt64;
      idHi @191 :UInt64;
    }

    createChain :group {
      number @192 :UInt32;
      finalityDepth @193 :UInt32;
      name0 @194 :UInt64;
      name1 @195 :UInt64;
      name2 @196 :UInt64;
      name3 @197 :UInt64;
      custodyOwnerLo @198 :UInt64;
      lossOwnerLo @199 :UInt64;
      custodyOwnerHi @200 :UInt64;
      lossOwnerHi @201 :UInt64;
    }

    observeBlock :group {
      chain @202 :UInt32;
      number @203 :UInt64;
      timestamp @204 :UInt64;
      hash0 @205 :UInt64;
      hash1 @206 :UInt64;
      hash2 @207 :UInt64;
      hash3 @208 :UInt64;
      parent0 @209 :UInt64;
      parent1 @210 :UInt64;
      parent2 @211 :UInt64;
      parent3 @212 :UInt64;
      events @213 :List(ChainEvent);
    }

    resumeChain :group {
      chain @214 :UInt32;
      stay @215 :Bool;
    }

    requestWithdrawal :group {
      chain @216 :UInt32;
      asset @217 :UInt32;
      idLo @218 :UInt64;
      accountLo @219 :UInt64;
      amountLo @220 :UInt64;
      destination0 @221 :UInt64;
      destination1 @222 :UInt64;
      destination2 @223 :UInt64;
      destination3 @224 :UInt64;
      idHi @225 :UInt64;
      accountHi @226 :UInt64;
      amountHi @227 :UInt64;
    }

    cancelWithdrawal :group {
      idLo @228 :UInt64;
      idHi @229 :UInt64;
    }

    chainEventApplied :group {
      chain @230 :UInt32;
      effect @231 :UInt8;  # 1 seen, 2 moved, 3 dropped, 4 finalized, 5 reversed, 6 unmatched
      type @232 :UInt8;  # as in ChainEvent
      index @233 :UInt32;
      asset @234 :UInt32;
      block0 @235 :UInt64;
      block1 @236 :UInt64;
      block2 @237 :UInt64;
      block3 @238 :UInt64;
      transaction0 @239 :UInt64;
      transaction1 @240 :UInt64;
      transaction2 @241 :UInt64;
      transaction3 @242 :UInt64;
      subjectLo @243 :UInt64;
      amountLo @244 :UInt64;
      lossLo @245 :UInt64;
      subjectHi @246 :UInt64;
      amountHi @247 :UInt64;
      lossHi @248 :UInt64;
      from0 @249 :UInt64;
      from1 @250 :UInt64;
      from2 @251 :UInt64;
      from3 @252 :UInt64;
    }

    chainReorganized :group {
      chain @253 :UInt32;
      depth @254 :UInt32;
      ancestor0 @255 :UInt64;
      ancestor1 @256 :UInt64;
      ancestor2 @257 :UInt64;
      ancestor3 @258 :UInt64;
      oldTip0 @259 :UInt64;
      oldTip1 @260 :UInt64;
      oldTip2 @261 :UInt64;
      oldTip3 @262 :UInt64;
      newTip0 @263 :UInt64;
      newTip1 @264 :UInt64;
      newTip2 @265 :UInt64;
      newTip3 @266 :UInt64;
    }

    chainHalted :group {
      chain @267 :UInt32;
      ancestor0 @268 :UInt64;
      ancestor1 @269 :UInt64;
      ancestor2 @270 :UInt64;
      ancestor3 @271 :UInt64;
      newTip0 @272 :UInt64;
      newTip1 @273 :UInt64;
      newTip2 @274 :UInt64;
      newTip3 @275 :UInt64;
    }

    projectionDigest :group {
      projection @276 :UInt16;  # 1 assets, 2 ledger, 3 markets, 4 escrows, 5 chains, 6 access, 7 limits, 8 reconciliations
      version @277 :UInt16;
      digest0 @278 :UInt64;
      digest1 @279 :UInt64;
      digest2 @280 :UInt64;
      digest3 @281 :UInt64;
      slices @457 :UInt32;  # how many slices the cycle has; 0: the digest is of the whole projection
      slice @458 :UInt32;  # which of them, from 0
    }

    rotateSigningKey :group {
      ed25519A @293 :UInt64;
      ed25519B @294 :UInt64;
      ed25519C @295 :UInt64;
      ed25519D @296 :UInt64;
      bip340A @297 :UInt64;
      bip340B @298 :UInt64;
      bip340C @299 :UInt64;
      bip340D @300 :UInt64;
      signature0 @301 :UInt64;
      signature1 @302 :UInt64;
      signature2 @303 :UInt64;
      signature3 @304 :UInt64;
      signature4 @305 :UInt64;
      signature5 @306 :UInt64;
      signature6 @307 :UInt64;
      signature7 @308 :UInt64;
    }

    attachData :group {
      subjectKind @309 :UInt8;  # 1 owner, 2 account, 3 transfer, 4 order, 5 escrow
      subjectLo @310 :UInt64;
      commitment0 @311 :UInt64;
      commitment1 @312 :UInt64;
      commitment2 @313 :UInt64;
      commitment3 @314 :UInt64;
      subjectHi @315 :UInt64;
    }

    redactData :group {
      commitment0 @316 :UInt64;
      commitment1 @317 :UInt64;
      commitment2 @318 :UInt64;
      commitment3 @319 :UInt64;
    }

    recordLiabilities :group {
      asset @320 :UInt32;
      size @321 :UInt64;  # entries of the record that the statement is about
      accounts @322 :UInt64;
      root0 @323 :UInt64;
      root1 @324 :UInt64;
      root2 @325 :UInt64;
      root3 @326 :UInt64;
      totalLo @327 :UInt64;
      totalHi @328 :UInt64;
    }

    addKey :group {
      number @329 :UInt16;
      expires @330 :UInt64;
      publicKey0 @331 :UInt64;
      publicKey1 @332 :UInt64;
      publicKey2 @333 :UInt64;
      publicKey3 @334 :UInt64;
      name0 @335 :UInt64;
      name1 @336 :UInt64;
      name2 @337 :UInt64;
      name3 @338 :UInt64;
    }

    revokeKey :group {
      number @339 :UInt16;
    }

    grantRole :group {
      number @340 :UInt16;  # of the key
      role @341 :UInt8;  # 1 trader, 2 transfer agent, 3 settlement, 4 auditor, 5 operator, 6 admin
      market @342 :UInt32;  # zero: any
      asset @343 :UInt32;
      ownerLo @344 :UInt64;
      ownerHi @345 :UInt64;
    }

    revokeRole :group {
      number @346 :UInt16;
      role @347 :UInt8;
      market @348 :UInt32;
      asset @349 :UInt32;
      ownerLo @350 :UInt64;
      ownerHi @351 :UInt64;
    }

    setLimit :group {
      kind @352 :UInt8;  # 1 order quantity, 2 order notional, 3 open orders, 4 order rate, 5 price band, 6 transfers, 7 withdrawals
      off @353 :Bool;
      number @354 :UInt16;  # of the key, or zero
      window @355 :UInt32;  # seconds
      market @356 :UInt32;
      asset @357 :UInt32;
      ownerLo @358 :UInt64;
      amountLo @359 :UInt64;
      ownerHi @360 :UInt64;
      amountHi @361 :UInt64;
    }

    setKillSwitch :group {
      on @362 :Bool;
      market @363 :UInt32;
      ownerLo @364 :UInt64;
      ownerHi @365 :UInt64;
    }

    setPolicy :group {
      kind @366 :UInt8;  # 1 four eyes, 2 signatures
      off @367 :Bool;
      role @368 :UInt8;  # whose commands need a signature
      asset @369 :UInt32;
      timeout @370 :UInt32;  # seconds that a transfer waits
      amountLo @371 :UInt64;  # at least this much waits
      amountHi @372 :UInt64;
    }

    approveTransfer :group {
      reject @373 :Bool;
      idLo @374 :UInt64;
      idHi @375 :UInt64;
    }

    approvalExpired :group {
      transferLo @376 :UInt64;
      transferHi @377 :UInt64;
    }

    commandSignature :group {
      scheme @378 :UInt8;  # 1 BIP 340 over the canonical command, 2 EIP-712
      nonce @379 :UInt64;
      signature0 @380 :UInt64;
      signature1 @381 :UInt64;
      signature2 @382 :UInt64;
      signature3 @383 :UInt64;
      signature4 @384 :UInt64;
      signature5 @385 :UInt64;
      signature6 @386 :UInt64;
      signature7 @387 :UInt64;
      leftOpen @388 :UInt8;  # bits of what a post or void took from its pending transfer: access.h
    }

    recordReconciliation :group {
      verdict @389 :UInt8;  # 0 clean, 2 material, 3 immaterial, 4 incomplete
      gainsBy @390 :UInt8;  # 0 debit, 1 credit
      run0 @391 :UInt64;  # SHA-256 of the manifest of the run
      run1 @392 :UInt64;
      run2 @393 :UInt64;
      run3 @394 :UInt64;
      accountLo @395 :UInt64;
      asset @396 :UInt32;
      cutOff @397 :UInt32;  # days since 1970-01-01
      breakCount @398 :UInt32;
      materialCount @399 :UInt32;
      rules0 @400 :UInt64;
      rules1 @401 :UInt64;
      rules2 @402 :UInt64;
      rules3 @403 :UInt64;
      root0 @404 :UInt64;
      root1 @405 :UInt64;
      root2 @406 :UInt64;
      root3 @407 :UInt64;
      size @408 :UInt64;
      matched @409 :UInt64;
      moreOnStatementLo @410 :UInt64;
      moreOnRecordLo @411 :UInt64;
      accountHi @412 :UInt64;
      moreOnStatementHi @413 :UInt64;
      moreOnRecordHi @414 :UInt64;
      breaks @415 :List(ReconciliationBreak);
    }

    commentBreak :group {
      explains @416 :Bool;
      run0 @417 :UInt64;  # SHA-256 of the manifest of the run
      run1 @418 :UInt64;
      run2 @419 :UInt64;
      run3 @420 :UInt64;
      accountLo @421 :UInt64;
      breakId @422 :UInt64;  # zero: the run as a whole
      commitment0 @423 :UInt64;
      commitment1 @424 :UInt64;
      commitment2 @425 :UInt64;
      commitment3 @426 :UInt64;
      accountHi @427 :UInt64;
    }

    writeOffBreak :group {
      code @428 :UInt16;  # of the transfer
      run0 @429 :UInt64;  # SHA-256 of the manifest of the run
      run1 @430 :UInt64;
      run2 @431 :UInt64;
      run3 @432 :UInt64;
      accountLo @433 :UInt64;
      breakId @434 :UInt64;
      transferLo @435 :UInt64;
      againstLo @436 :UInt64;
      accountHi @437 :UInt64;
      transferHi @438 :UInt64;
      againstHi @439 :UInt64;
    }

    correctBreak :group {
      run0 @440 :UInt64;  # SHA-256 of the manifest of the run
      run1 @441 :UInt64;
      run2 @442 :UInt64;
      run3 @443 :UInt64;
      accountLo @444 :UInt64;
      breakId @445 :UInt64;
      transferLo @446 :UInt64;
      accountHi @447 :UInt64;
      transferHi @448 :UInt64;
    }

    signReconciliation :group {
      action @449 :UInt8;  # 1 prepare, 2 review, 3 withdraw, 4 abandon
      acceptBreaks @450 :Bool;
      run0 @451 :UInt64;  # SHA-256 of the manifest of the run
      run1 @452 :UInt64;
      run2 @453 :UInt64;
      run3 @454 :UInt64;
      accountLo @455 :UInt64;
      accountHi @456 :UInt64;
    }
  }
}
