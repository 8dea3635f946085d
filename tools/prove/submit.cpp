#include "tools/prove/submit.h"

#include "engine/sequencer/sequencer.h"
#include "journal/vocabulary/outcome.h"
#include "tools/ethereum/attestation_signer.h"

#include <optional>
#include <utility>

namespace tally::prove {

namespace {

class OneReceipt final : public ReceiptSink {
public:
    void durable(std::span<Receipt const> receipts) override {
        if (!receipts.empty()) receipt_ = receipts.back();
    }

    // Only while nothing is in flight.
    [[nodiscard]] std::optional<Receipt> const& receipt() const { return receipt_; }

private:
    std::optional<Receipt> receipt_;
};

}  // namespace

Result<Receipt> submit_one(std::string const& data, Body command, std::string const& key) {
    SequencerOptions options;
    if (!key.empty()) {
        TALLY_TRY(signing, SigningKey::read(key));
        options.key = signing;
    }
    ethereum::AttestationSigner const oracle;
    SystemClock const clock;
    OneReceipt sink;
    TALLY_TRY(sequencer, Sequencer::open(data, std::move(options), oracle, clock, sink));
    auto const kind = std::string{kind_name(command)};
    TALLY_TRYV(sequencer->submit(Request{std::move(command), {}, false, {}}));
    TALLY_TRYV(sequencer->flush());
    auto const receipt = sink.receipt();
    TALLY_TRYV(sequencer->close());
    if (!receipt) return Failure{FailureKind::system, kind + " got no answer"};
    if (receipt->outcome == Outcome::ok) return *receipt;
    return Failure{FailureKind::usage,
                   "the record refuses " + kind + ": " + std::string{name_of(receipt->outcome)} +
                       " (entry " + std::to_string(receipt->sequence.value) + ")"};
}

}  // namespace tally::prove
