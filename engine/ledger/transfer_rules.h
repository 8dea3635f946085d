#pragma once

#include "engine/decider.h"

#include <cstdint>

// The steps of deciding a create_transfer, in order of precedence. Each answers ok to go on.
namespace tally {

[[nodiscard]] inline bool has_flag(CreateTransfer const& command, std::uint16_t flags) {
    return (command.flags & flags) != 0;
}

[[nodiscard]] inline bool ends_pending(CreateTransfer const& command) {
    return has_flag(command,
                    transfer_flag::post_pending_transfer | transfer_flag::void_pending_transfer);
}

// Whether an id that was used up before gets `exists`, one of its variants, or id_already_failed.
[[nodiscard]] Outcome compare_with_past(Past const& past,
                                        CreateTransfer const& known,
                                        CreateTransfer const& command);

// Whether a transfer may take back the one that it says it reverses: that one was posted, the
// accounts are swapped, the asset is the same and the amount asked for is not more. Several partial
// reversals of one transfer are not summed up.
[[nodiscard]] Outcome check_reversal(Past const& past, CreateTransfer const& command);

// One-phase and pending transfers. On ok the amount is decided.
[[nodiscard]] Outcome decide_movement(DecideContext const& context, CreateTransfer& command);

// Posts and voids of pending transfers. On ok all that they inherit is filled in.
[[nodiscard]] Outcome decide_end_of_pending(DecideContext const& context, CreateTransfer& command);

}  // namespace tally
