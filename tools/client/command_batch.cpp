#include "tools/client/command_batch.h"

#include "journal/codec/codec.h"
#include "tools/wire/limits.h"

#include <cstdint>
#include <string>
#include <variant>

namespace tally::client {

Result<void> CommandBatch::add(Body const& command, How how) {
    if (size() == wire::batch_commands_max) {
        return Failure{FailureKind::usage,
                       "a batch has at most " + std::to_string(wire::batch_commands_max) +
                           " commands; send this one and begin another"};
    }
    auto const start = buffer_.size();
    entry_.time = how.time.value_or(Timestamp{});
    entry_.linked = how.linked;
    entry_.body = command;
    // The record stores one amount if both are the same: 80 bytes less on the wire.
    if (auto* const transfer = std::get_if<CreateTransfer>(&entry_.body))
        transfer->amount = transfer->requested;
    TALLY_TRYV(encode_leaf(entry_, buffer_));
    if (how.signer != nullptr) {
        auto const made = how.signer->sign(command, how.linked);
        if (!made) {
            buffer_.shrink(start);
            return made.error();
        }
        auto const& signature = made.value();
        signatures_.push_back({static_cast<std::uint32_t>(size()),
                               {},
                               signature.scheme,
                               signature.nonce,
                               signature.signature.bytes});
    }
    leaves_.sizes.push_back(static_cast<std::uint16_t>(buffer_.size() - start));
    leaves_.bytes = buffer_.bytes();
    return success();
}

void CommandBatch::clear() {
    buffer_.clear();
    leaves_.sizes.clear();
    leaves_.bytes = {};
    signatures_.clear();
}

}  // namespace tally::client
