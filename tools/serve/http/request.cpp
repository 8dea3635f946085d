#include "tools/serve/http/request.h"

#include <boost/beast/http/field.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include <string>
#include <utility>

namespace tally::serve::http {

namespace {

std::string text_of(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

Request request_of(boost::beast::http::request<boost::beast::http::string_body>& message) {
    using boost::beast::http::field;
    Request request;
    request.method = text_of(message.method_string());
    request.target = text_of(message.target());
    request.host = text_of(message[field::host]);
    request.accept = text_of(message[field::accept]);
    request.accept_encoding = text_of(message[field::accept_encoding]);
    request.content_type = text_of(message[field::content_type]);
    request.content_encoding = text_of(message[field::content_encoding]);
    request.authorization = text_of(message[field::authorization]);
    request.if_none_match = text_of(message[field::if_none_match]);
    request.origin = text_of(message[field::origin]);
    request.protocols = text_of(message[field::sec_websocket_protocol]);
    request.has_length = message.has_content_length() || message.chunked();
    request.is_upgrade = boost::beast::websocket::is_upgrade(message);
    request.body = std::move(message.body());
    return request;
}

}  // namespace tally::serve::http
