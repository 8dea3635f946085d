#pragma once

#include "journal/crypto/bip340.h"
#include "journal/vocabulary/result.h"

#include <memory>
#include <string>
#include <string_view>

namespace tally::client {
class Client;
}

namespace tally::manage {

// Signs commands for a server's record without a copy of it: what names stand for, the server
// tells. Whoever does not believe it signs with `tally sign`, from a copy.
class ServerSigner {
public:
    // `key_file`: the key's that the client's session has.
    [[nodiscard]] static Result<std::unique_ptr<ServerSigner>> open(client::Client& client,
                                                                    std::string const& key_file);
    ServerSigner(ServerSigner const&) = delete;
    ServerSigner& operator=(ServerSigner const&) = delete;
    ~ServerSigner();

    // The line with its signature, and a line's end. A failure if it is no command, or if its
    // meaning depends on more than names.
    [[nodiscard]] Result<std::string> sign(std::string_view line);

    // Asks for the names anew; not within a linked chain.
    [[nodiscard]] Result<void> refresh();

private:
    struct Inside;
    explicit ServerSigner(std::unique_ptr<Inside> inside);

    std::unique_ptr<Inside> inside_;
};

// True if the line, once it is decided, gives a meaning to a name that had none.
[[nodiscard]] bool makes_a_name(std::string_view line);

}  // namespace tally::manage
