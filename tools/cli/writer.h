#pragma once

#include "engine/sequencer/sequencer.h"
#include "journal/vocabulary/result.h"

#include <memory>
#include <string>

namespace tally::cli {

// A Sequencer with what it needs around it: the machine's clock, signatures by libsecp256k1, the
// key file. What recovery had to say is said on standard error.
class Writer {
public:
    // `key` empty: no checkpoints are signed. With an alarm the record is not opened for writing,
    // but refused with the reason.
    [[nodiscard]] static Result<std::unique_ptr<Writer>> open(std::string const& data,
                                                              std::string const& key,
                                                              ReceiptSink& sink);

    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;
    ~Writer();

    [[nodiscard]] Sequencer& sequencer();

private:
    struct Parts;
    explicit Writer(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

}  // namespace tally::cli
