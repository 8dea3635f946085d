#pragma once

#include "tools/serve/http/message.h"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace tally::serve::http {

// What the router looks at of a request; its body is moved out.
[[nodiscard]] Request request_of(
    boost::beast::http::request<boost::beast::http::string_body>& message);

}  // namespace tally::serve::http
