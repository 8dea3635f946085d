#pragma once

#include "journal/vocabulary/result.h"
#include "tools/serve/logging/log.h"
#include "tools/serve/metrics/collector.h"
#include "tools/serve/serve.h"

#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace tally::serve {

class Terminator;
struct IntakeOptions;

// What the operator has of a server while it runs: log, figures, the service manager's signs of
// life, and SIGHUP, which reads the configuration again and opens the log's file anew. On the
// network's thread, but for the log.
class Operations {
public:
    // Takes what can change while the server runs from the settings as they are now.
    using OnReload = std::function<void(ServeOptions const&)>;

    // Opens the log.
    [[nodiscard]] static Result<std::unique_ptr<Operations>> open(ServeOptions const& options);
    Operations(Operations const&) = delete;
    Operations& operator=(Operations const&) = delete;
    ~Operations();

    [[nodiscard]] Log& log();

    // Has the intake tell the log of every batch: its connection and request id, and later where
    // its entries are. Costs nothing but at level debug, except for batches that are sent away.
    void watch(IntakeOptions& intake);

    // The server is about to serve: begins to listen for scrapes, to heed SIGHUP and to tell the
    // service manager that we live. What the sources name must outlive the io_context's last turn.
    [[nodiscard]] Result<void> start(boost::asio::io_context& context,
                                     MetricSources const& sources,
                                     OnReload on_reload,
                                     Terminator* terminator);

    // Where figures are served, "HOST:PORT"; empty if nowhere.
    [[nodiscard]] std::string metrics_at() const;

    // What is served there; on the network's thread, once it serves.
    [[nodiscard]] std::string figures() const;

    // The server begins to stop.
    void stopping();

    // Lets go of the io_context; before that ends.
    void detach();

private:
    class Inside;
    explicit Operations(std::unique_ptr<Inside> inside);

    std::unique_ptr<Inside> inside_;
};

}  // namespace tally::serve
