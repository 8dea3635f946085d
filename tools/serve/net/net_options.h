#pragma once

#include "tools/wire/endpoint.h"
#include "tools/wire/limits.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally::serve {

class Terminator;

struct NetOptions {
    std::vector<wire::Endpoint> listen;
    Terminator* terminator = nullptr;  // of TLS, at all TCP addresses; none: in the clear

    std::size_t connections_max = 20'000;
    std::uint32_t subscriptions_max = 64;  // of one connection

    // Of one connection. Beyond, its input is not read on until some are answered.
    std::uint32_t commands_in_flight_max = 8 * wire::batch_commands_max;
    // Output that waits for a slow reader; beyond, its input is not read on.
    std::size_t output_bytes_max = std::size_t{4} << 20U;

    std::chrono::seconds hello_within{10};
    std::chrono::seconds output_moves_within{60};  // a reader that takes nothing for so long is cut
    std::chrono::seconds goodbye_lingers{2};
};

}  // namespace tally::serve
