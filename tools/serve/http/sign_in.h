#pragma once

#include "tools/serve/access/token_desk.h"
#include "tools/serve/http/message.h"

#include <string>

namespace tally::serve::http {

// A request to /v1/sessions: for a nonce, for a token in exchange for a signed one, or (DELETE) to
// end one.
struct SignIn {
    std::string method;
    std::string body;
    std::string token;  // of the Authorization header
};

// Answers it. `origin` is the record's, which a signature is also about.
[[nodiscard]] Reply sign_in(SignIn const& asked,
                            std::string const& origin,
                            TokenDesk& desk,
                            TokenDesk::Moment now);

// 401 with the header that says how to do better.
[[nodiscard]] Reply who_asks(std::string const& detail);

}  // namespace tally::serve::http
