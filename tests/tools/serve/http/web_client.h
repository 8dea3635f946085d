#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::serve::http {

// A client made of a bare socket, for HTTP and WebSockets.
class WebClient {
public:
    explicit WebClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto const* const at = reinterpret_cast<sockaddr const*>(&address);
        EXPECT_EQ(::connect(socket_, at, sizeof address), 0);
        timeval const within{60, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &within, sizeof within);
    }

    WebClient(WebClient const&) = delete;
    WebClient& operator=(WebClient const&) = delete;

    ~WebClient() { ::close(socket_); }

    // False if the server does not listen any more.
    bool send(std::string_view text) {
        while (!text.empty()) {
            auto const sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    void end() { ::shutdown(socket_, SHUT_WR); }

    // All until `mark` was seen, or the server closes.
    std::string read_to(std::string_view mark) {
        while (got_.find(mark) == std::string::npos && more()) {
        }
        return got_;
    }

    std::string read_all() {
        while (more()) {
        }
        return got_;
    }

private:
    bool more() {
        char buffer[4'096];
        auto const got = ::recv(socket_, buffer, sizeof buffer, 0);
        if (got <= 0) return false;
        got_.append(buffer, static_cast<std::size_t>(got));
        return true;
    }

    int socket_;
    std::string got_;
};

// Asks for a stream; `headers`: more of them, each a whole line.
inline std::string stream_request(std::string const& headers = {}) {
    return "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: "
           "websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
           "dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           headers + "\r\n";
}

// A text message of less than 126 bytes as a client's frame, under a mask of zeros.
inline std::string stream_message(std::string const& text) {
    EXPECT_LT(text.size(), 126U);
    return "\x81" + std::string{static_cast<char>(0x80 | text.size())} + std::string(4, '\0') +
           text;
}

}  // namespace tally::serve::http
