#include "tools/prove/rotate.h"

#include "engine/sequencer/sequencer.h"
#include "journal/checkpoint/signing_key.h"
#include "tools/cli/rows.h"
#include "tools/ethereum/attestation_signer.h"

#include <array>
#include <filesystem>
#include <utility>

namespace tally::prove {

namespace {

class NoReceipts final : public ReceiptSink {
public:
    void durable(std::span<Receipt const>) override {}
};

// The key in the file, or a new one that is safely in it before the record knows of it.
Result<SigningKey> key_in(std::string const& file, std::string const& origin) {
    std::error_code error;
    if (std::filesystem::exists(file, error)) return SigningKey::read(file);
    TALLY_TRY(key, SigningKey::generate(origin));
    TALLY_TRYV(key.write(file));
    return key;
}

}  // namespace

Result<cli::ExitCode> rotate(RotateOptions const& options, cli::Output& output) {
    TALLY_TRY(old, SigningKey::read(options.key));
    SequencerOptions sequencer_options;
    sequencer_options.key = old;
    ethereum::AttestationSigner const oracle;
    SystemClock const clock;
    NoReceipts sink;
    TALLY_TRY(sequencer,
              Sequencer::open(options.data, std::move(sequencer_options), oracle, clock, sink));
    if (sequencer->recovery().alarm)
        return Failure{FailureKind::integrity,
                       "the record is read-only: " + *sequencer->recovery().alarm};
    TALLY_TRY(next, key_in(options.next, sequencer->origin()));
    TALLY_TRY(made, sequencer->rotate_key(next));
    TALLY_TRYV(sequencer->close());
    std::array const columns{cli::Column{"entry", cli::CellKind::count},
                             cli::Column{"signed", cli::CellKind::count},
                             cli::Column{"key_file"},
                             cli::Column{"ed25519"},
                             cli::Column{"bip340"}};
    std::array const cells{cli::Cell{made.size - 1},
                           cli::Cell{made.size},
                           cli::Cell{options.next},
                           cli::Cell{next.ed25519_verifier().line()},
                           cli::Cell{next.bip340_verifier().line()}};
    if (!output.quiet()) write_record(output, columns, cells);
    return cli::ExitCode::clean;
}

}  // namespace tally::prove
