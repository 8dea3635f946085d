// Both sides of a tunnel in one thread; the far side's bytes come out where they should.
#include "tools/tls/tunnel.h"

#include "tests/support/temporary_directory.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tally::tls {
namespace {

namespace asio = boost::asio;
using Error = boost::system::error_code;

class TunnelTest : public ::testing::Test {
protected:
    TunnelTest() {
        auto const made = "cd '" + place_.path().string() +
                          "' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
                          "-nodes -keyout key.pem -out certificate.pem -days 30 -subj /CN=books "
                          "-addext subjectAltName=DNS:books.example 2>/dev/null";
        if (std::system(made.c_str()) != 0) ADD_FAILURE() << "the program openssl is needed";
    }

    [[nodiscard]] std::string file(char const* name) const {
        return (place_.path() / name).string();
    }

    [[nodiscard]] Context server() const {
        std::vector<std::string> warnings;
        ServerSettings settings;
        settings.certificate = file("certificate.pem");
        settings.key = file("key.pem");
        return Context::server(settings, warnings).value();
    }

    [[nodiscard]] Context client() const {
        return Context::client({file("certificate.pem"), {}, {}}).value();
    }

    std::pair<Socket, Socket> pair() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
        auto const executor = context_.get_executor();
        return {adopt(executor, Descriptor{ends[0]}), adopt(executor, Descriptor{ends[1]})};
    }

    // What a tunnel at the end of `outer` becomes, once the context has run.
    void open(Context const& context, Socket outer, TunnelOptions options, Result<Socket>& into) {
        open_tunnel(context, std::move(outer), std::move(options), [&](Result<Descriptor> inner) {
            if (inner)
                into = adopt(context_.get_executor(), std::move(inner).value());
            else
                into = inner.error();
            ++settled_;
        });
    }

    static TunnelOptions client_options(char const* name) {
        TunnelOptions options;
        options.is_server = false;
        options.server_name = name;
        return options;
    }

    void connect(char const* name) {
        auto [near, far] = pair();
        open(server(), std::move(far), {}, server_end_);
        open(client(), std::move(near), client_options(name), client_end_);
        settle();
    }

    void settle() {
        while (settled_ < 2)
            context_.run_one();
    }

    static Failure nothing_yet() { return {FailureKind::system, "nothing yet"}; }

    TemporaryDirectory place_;
    asio::io_context context_{1};
    Result<Socket> server_end_ = nothing_yet();
    Result<Socket> client_end_ = nothing_yet();
    int settled_ = 0;
};

TEST_F(TunnelTest, WhatGoesInAtOneEndComesOutAtTheOtherAndThenTheEndDoes) {
    connect("books.example");
    ASSERT_TRUE(server_end_.has_value()) << server_end_.error().text;
    ASSERT_TRUE(client_end_.has_value()) << client_end_.error().text;
    std::string sent(3'000'000, 'x');
    for (std::size_t i = 0; i < sent.size(); ++i)
        sent[i] = static_cast<char>(i % 251);
    asio::async_write(client_end_.value(), asio::buffer(sent), [&](Error error, std::size_t) {
        EXPECT_FALSE(error) << error.message();
        client_end_.value().close();
    });
    std::string got;
    std::optional<Error> end;
    asio::async_read(server_end_.value(), asio::dynamic_buffer(got), [&](Error error, std::size_t) {
        end = error;
    });
    while (!end)
        context_.run_one();
    EXPECT_EQ(*end, asio::error::eof);
    EXPECT_TRUE(got == sent);
}

TEST_F(TunnelTest, AServerOfAnotherNameIsNotBelieved) {
    connect("elsewhere.example");
    ASSERT_FALSE(client_end_.has_value());
    EXPECT_NE(client_end_.error().text.find("mismatch"), std::string::npos)
        << client_end_.error().text;
    ASSERT_FALSE(server_end_.has_value());
    EXPECT_NE(server_end_.error().text.find("handshake failed"), std::string::npos)
        << server_end_.error().text;
}

TEST_F(TunnelTest, PlainTextIsToldApart) {
    auto [near, far] = pair();
    open(server(), std::move(far), {}, server_end_);
    asio::write(near, asio::buffer(std::string{"GET / HTTP/1.1\r\n\r\n"}));
    context_.run();
    ASSERT_FALSE(server_end_.has_value());
    EXPECT_NE(server_end_.error().text.find("plain text"), std::string::npos);
}

TEST_F(TunnelTest, SilenceEndsWithTheHandshakesTime) {
    auto [near, far] = pair();
    TunnelOptions options;
    options.handshake_within = std::chrono::milliseconds{20};
    open(server(), std::move(far), options, server_end_);
    context_.run();
    ASSERT_FALSE(server_end_.has_value());
    EXPECT_NE(server_end_.error().text.find("in time"), std::string::npos);
}

// Its inner side notices, so that nothing waits for it for ever.
TEST_F(TunnelTest, AReaderThatTakesNothingIsCut) {
    auto [near, middle_near] = pair();
    TunnelOptions options;
    options.output_moves_within = std::chrono::milliseconds{50};
    open(server(), std::move(near), options, server_end_);
    open(client(), std::move(middle_near), client_options("books.example"), client_end_);
    settle();
    ASSERT_TRUE(server_end_.has_value() && client_end_.has_value());
    std::string const much(64U << 20U, 'x');  // more than all buffers; nobody reads client_end_
    std::optional<Error> end;
    asio::async_write(
        server_end_.value(), asio::buffer(much), [&](Error error, std::size_t) { end = error; });
    while (!end)
        context_.run_one();
    EXPECT_TRUE(*end);
}

TEST_F(TunnelTest, AKeyThatIsNotTheCertificatesIsRefusedByName) {
    auto const other = "openssl ecparam -name prime256v1 -genkey -noout -out '" +
                       file("other.pem") + "' 2>/dev/null";
    ASSERT_EQ(std::system(other.c_str()), 0);
    std::vector<std::string> warnings;
    ServerSettings settings;
    settings.certificate = file("certificate.pem");
    settings.key = file("other.pem");
    auto const context = Context::server(settings, warnings);
    ASSERT_FALSE(context.has_value());
    EXPECT_NE(context.error().text.find("is not the key of the certificate"), std::string::npos)
        << context.error().text;
}

}  // namespace
}  // namespace tally::tls
