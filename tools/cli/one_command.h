#pragma once

#include "engine/sequencer/receipt.h"
#include "engine/sequencer/sequencer.h"
#include "journal/vocabulary/result.h"

#include <memory>
#include <string>

namespace tally::cli {

// The writer of a data directory for a single command.
class OneCommand {
public:
    // As Writer::open.
    [[nodiscard]] static Result<std::unique_ptr<OneCommand>> open(std::string const& data,
                                                                  std::string const& key);

    OneCommand(OneCommand const&) = delete;
    OneCommand& operator=(OneCommand const&) = delete;
    ~OneCommand();

    // What the command would be decided by.
    [[nodiscard]] Sequencer& sequencer();

    // Returns when the command's entry is durable, refused or not.
    [[nodiscard]] Result<Receipt> submit(Body command);
    [[nodiscard]] Result<Receipt> submit(Request request);

    // Signs the record, if there is a key.
    [[nodiscard]] Result<void> close();

private:
    struct Parts;
    explicit OneCommand(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

// What to say of a refusal; the entry is in the record all the same.
[[nodiscard]] Failure refused(std::string_view kind, std::string_view reason, Sequence entry);

}  // namespace tally::cli
