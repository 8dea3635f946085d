#pragma once

#include "journal/vocabulary/result.h"
#include "tools/wire/endpoint.h"

#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace tally::serve {

class Terminator;

// Answers GET /metrics over HTTP at an address of its own, so that who may look at figures has
// nothing to do with who may look at the record. On the io_context's thread.
class MetricsListener {
public:
    // `terminator`: of TLS; none: in the clear.
    [[nodiscard]] static Result<std::unique_ptr<MetricsListener>> open(
        boost::asio::io_context& context,
        wire::Endpoint const& where,
        std::function<std::string()> text,
        Terminator* terminator);
    MetricsListener(MetricsListener const&) = delete;
    MetricsListener& operator=(MetricsListener const&) = delete;
    ~MetricsListener();

    // With the port that the system chose for port 0.
    [[nodiscard]] wire::Endpoint const& listening() const;

private:
    class Inside;
    explicit MetricsListener(std::shared_ptr<Inside> inside);

    std::shared_ptr<Inside> inside_;  // exchanges keep it
};

}  // namespace tally::serve
