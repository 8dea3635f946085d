#include "journal/checkpoint/checkpoint.h"

#include "engine/sequencer/sequencer.h"
#include "journal/crypto/text.h"
#include "replay/record.h"
#include "tools/cli/rows.h"
#include "tools/ethereum/attestation_signer.h"
#include "tools/prove/prove.h"
#include "tools/prove/witness/witness.h"

#include <array>

namespace tally::prove {

namespace {

class NoReceipts final : public ReceiptSink {
public:
    void durable(std::span<Receipt const>) override {}
};

void show(SignedCheckpoint const& checkpoint, cli::Output& output) {
    if (output.format() == cli::Format::table) return output.write(checkpoint.note);
    std::array const columns{
        cli::Column{"size", cli::CellKind::count}, cli::Column{"root"}, cli::Column{"note"}};
    std::array const cells{cli::Cell{checkpoint.size},
                           cli::Cell{to_hex(checkpoint.root.span())},
                           cli::Cell{checkpoint.note}};
    write_record(output, columns, cells);
}

Result<SignedCheckpoint> make(CheckpointOptions const& options) {
    SequencerOptions sequencer_options;
    TALLY_TRY(key, SigningKey::read(options.key));
    sequencer_options.key = key;
    ethereum::AttestationSigner const oracle;
    SystemClock const clock;
    NoReceipts sink;
    TALLY_TRY(sequencer,
              Sequencer::open(options.data, std::move(sequencer_options), oracle, clock, sink));
    TALLY_TRY(made, sequencer->checkpoint());
    TALLY_TRYV(sequencer->close());
    return made;
}

Result<SignedCheckpoint> parse(std::string const& note) {
    TALLY_TRY(parsed, parse_checkpoint(note));
    return SignedCheckpoint{parsed.head.size, parsed.head.root, note};
}

Result<cli::ExitCode> list(std::vector<std::string> const& notes, cli::Output& output) {
    cli::Rows rows{
        output, {{"size", cli::CellKind::count}, {"root"}, {"note", cli::CellKind::text, false}}};
    for (auto const& note : notes) {
        TALLY_TRY(checkpoint, parse(note));
        rows.add({cli::Cell{checkpoint.size},
                  cli::Cell{to_hex(checkpoint.root.span())},
                  cli::Cell{note}});
    }
    rows.end("no checkpoint is signed yet");
    return cli::ExitCode::clean;
}

}  // namespace

Result<cli::ExitCode> checkpoint(CheckpointOptions const& options, cli::Output& output) {
    if (!options.cosigned.empty()) return add_cosignatures(options.data, options.cosigned, output);
    if (!options.key.empty()) {
        TALLY_TRY(made, make(options));
        if (!output.quiet()) show(made, output);
        return cli::ExitCode::clean;
    }
    TALLY_TRY(record, Record::open(options.data));
    TALLY_TRY(notes, record->checkpoints());
    if (options.list) return list(notes, output);
    if (notes.empty())
        return Failure{FailureKind::incomplete,
                       options.data + " has no signed checkpoint yet; with --key FILE one is made"};
    TALLY_TRY(newest, parse(notes.back()));
    show(newest, output);
    return cli::ExitCode::clean;
}

}  // namespace tally::prove
