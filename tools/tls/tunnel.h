#pragma once

#include "journal/vocabulary/result.h"
#include "tools/tls/context.h"

#include <boost/asio/generic/stream_protocol.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace tally::tls {

using Socket = boost::asio::generic::stream_protocol::socket;

// A descriptor that is closed unless somebody takes it.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}

    Descriptor(Descriptor&& other) noexcept : number_(other.take()) {}

    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    ~Descriptor();

    [[nodiscard]] int number() const { return number_; }

    [[nodiscard]] int take() {
        int const number = number_;
        number_ = -1;
        return number;
    }

private:
    int number_;
};

// The end of a socket pair, as a socket of `executor`'s context.
[[nodiscard]] Socket adopt(boost::asio::any_io_executor const& executor, Descriptor inner);

struct TunnelOptions {
    bool is_server = true;
    char const* protocol = speaks_tally;
    std::string server_name;  // a client's: the name, or address, that the certificate must have
    std::chrono::milliseconds handshake_within{10'000};
    std::chrono::milliseconds farewell_within{10'000};      // after one side has ended
    std::chrono::milliseconds output_moves_within{60'000};  // towards the other side
    // TLS ended because of what the other side said, such as that it wants a certificate.
    std::function<void(std::string const& why)> on_trouble{};
};

// Shakes hands over `outer`, then hands out the other end of a pair of local sockets, on which the
// same conversation goes on in the clear; bytes pass between the two until both have ended. So
// whoever speaks plain TCP speaks TLS without knowing it, and what speaks no TLS pays nothing.
// `done` is called once, with a descriptor or with why there is none, on outer's executor.
void open_tunnel(Context const& context,
                 Socket outer,
                 TunnelOptions options,
                 std::function<void(Result<Descriptor>)> done);

}  // namespace tally::tls
