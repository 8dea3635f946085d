#include "tools/cli/one_command.h"

#include "tools/cli/writer.h"

#include <optional>
#include <utility>

namespace tally::cli {

namespace {

class OneReceipt final : public ReceiptSink {
public:
    void durable(std::span<Receipt const> receipts) override {
        if (!receipts.empty()) receipt_ = receipts.back();
    }

    // Only while nothing is in flight.
    [[nodiscard]] std::optional<Receipt> const& receipt() const { return receipt_; }

private:
    std::optional<Receipt> receipt_;
};

}  // namespace

struct OneCommand::Parts {
    OneReceipt sink;
    std::unique_ptr<Writer> writer;
};

OneCommand::OneCommand(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

OneCommand::~OneCommand() = default;

Result<std::unique_ptr<OneCommand>> OneCommand::open(std::string const& data,
                                                     std::string const& key) {
    auto parts = std::make_unique<Parts>();
    TALLY_TRY(writer, Writer::open(data, key, parts->sink));
    parts->writer = std::move(writer);
    return std::unique_ptr<OneCommand>{new OneCommand{std::move(parts)}};
}

Sequencer& OneCommand::sequencer() {
    return parts_->writer->sequencer();
}

Result<Receipt> OneCommand::submit(Body command) {
    return submit(Request{std::move(command), {}, false, {}});
}

Result<Receipt> OneCommand::submit(Request request) {
    auto const kind = std::string{kind_name(request.command)};
    TALLY_TRYV(sequencer().submit(std::move(request)));
    TALLY_TRYV(sequencer().flush());
    if (auto const& receipt = parts_->sink.receipt()) return *receipt;
    return Failure{FailureKind::system, kind + " got no answer"};
}

Result<void> OneCommand::close() {
    return sequencer().close();
}

Failure refused(std::string_view kind, std::string_view reason, Sequence entry) {
    return {FailureKind::usage,
            "the record refuses " + std::string{kind} + ": " + std::string{reason} + " (entry " +
                std::to_string(entry.value) + ")"};
}

}  // namespace tally::cli
