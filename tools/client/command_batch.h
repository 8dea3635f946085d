#pragma once

#include "journal/codec/leaf_buffer.h"
#include "journal/entry.h"
#include "journal/signing/command_signer.h"
#include "journal/vocabulary/result.h"
#include "tools/wire/messages.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace tally::client {

// Commands that are sent together and answered together, in order. A command's body is the one of
// the record (journal/entries/), as it was before anything was decided: numbers for assets and
// markets, whole units for amounts.
class CommandBatch {
public:
    CommandBatch() = default;
    CommandBatch(CommandBatch const&) = delete;
    CommandBatch& operator=(CommandBatch const&) = delete;

    struct How {
        std::optional<Timestamp> time;    // nothing: the server's clock
        bool linked = false;              // bound to the next one: all of the chain, or nothing
        CommandSigner* signer = nullptr;  // signs it; null: it goes unsigned
    };

    // Fails, leaving the batch as it was, if it is full or the command is too long to be recorded.
    [[nodiscard]] Result<void> add(Body const& command, How how);

    [[nodiscard]] Result<void> add(Body const& command) { return add(command, How{}); }

    [[nodiscard]] std::size_t size() const { return leaves_.sizes.size(); }

    [[nodiscard]] bool empty() const { return size() == 0; }

    // Keeps the memory.
    void clear();

    [[nodiscard]] wire::Leaves const& leaves() const { return leaves_; }

    // Of those commands that were signed. A batch that is sent again is sent with the same ones.
    [[nodiscard]] std::vector<wire::Signature> const& signatures() const { return signatures_; }

private:
    LeafBuffer buffer_;
    wire::Leaves leaves_;
    std::vector<wire::Signature> signatures_;
    Entry entry_;
};

}  // namespace tally::client
