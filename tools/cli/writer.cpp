#include "tools/cli/writer.h"

#include "journal/checkpoint/signing_key.h"
#include "tools/cli/output.h"
#include "tools/ethereum/attestation_signer.h"

#include <utility>

namespace tally::cli {

struct Writer::Parts {
    ethereum::AttestationSigner oracle;
    SystemClock clock;
    std::unique_ptr<Sequencer> sequencer;
};

Writer::Writer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Writer::~Writer() = default;

Sequencer& Writer::sequencer() {
    return *parts_->sequencer;
}

Result<std::unique_ptr<Writer>> Writer::open(std::string const& data,
                                             std::string const& key,
                                             ReceiptSink& sink) {
    SequencerOptions options;
    if (!key.empty()) {
        TALLY_TRY(signing_key, SigningKey::read(key));
        options.key = std::move(signing_key);
    }
    auto parts = std::make_unique<Parts>();
    TALLY_TRY(sequencer,
              Sequencer::open(data, std::move(options), parts->oracle, parts->clock, sink));
    for (auto const& note : sequencer->recovery().notes)
        report_line(note);
    if (sequencer->recovery().alarm) {
        return Failure{FailureKind::integrity,
                       data + " is read-only: " + *sequencer->recovery().alarm};
    }
    parts->sequencer = std::move(sequencer);
    return std::unique_ptr<Writer>{new Writer{std::move(parts)}};
}

}  // namespace tally::cli
