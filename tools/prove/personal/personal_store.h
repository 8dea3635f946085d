#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"
#include "tools/prove/personal/personal_value.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::prove {

// The values that stand beside a record or in an export: a file each in its directory `personal`,
// named by the commitment in hex, mode 0600. What is put is durable on return, what is removed is
// gone from the directory on return; the device may keep its blocks until it writes over them.
class PersonalStore {
public:
    // `directory`: the data directory or export. Nothing is made before a value is put.
    explicit PersonalStore(std::filesystem::path const& directory)
        : place_(directory / "personal") {}

    [[nodiscard]] std::filesystem::path const& place() const { return place_; }

    [[nodiscard]] Result<void> put(PersonalValue const& value) const;

    // Nothing if it is not there. A file that is not what its name says is an integrity failure.
    [[nodiscard]] Result<std::optional<PersonalValue>> get(Hash32 const& commitment) const;

    // The bytes of its file as they are, unproven.
    [[nodiscard]] Result<std::optional<std::string>> text(Hash32 const& commitment) const;

    // Redacting, in steps that a crash may come between: begin_removal takes the value out of sight
    // and remembers, durably, that it is to go; remove deletes it; cancel_removal puts it back.
    [[nodiscard]] Result<void> begin_removal(Hash32 const& commitment) const;
    [[nodiscard]] Result<void> cancel_removal(Hash32 const& commitment) const;

    // The values between the two, in order.
    [[nodiscard]] Result<std::vector<Hash32>> removals() const;

    // True if it was there, in sight or not.
    [[nodiscard]] Result<bool> remove(Hash32 const& commitment) const;

    // The commitments that there are values for, in order. A file that is not named by one is an
    // integrity failure; drafts that a crash left are not listed.
    [[nodiscard]] Result<std::vector<Hash32>> list() const;

    // Removes what a crash in `put` left.
    [[nodiscard]] Result<void> remove_drafts() const;

private:
    [[nodiscard]] std::filesystem::path file_of(Hash32 const& commitment) const;
    [[nodiscard]] Result<std::vector<Hash32>> list(std::string_view suffix) const;
    [[nodiscard]] Result<void> rename(std::filesystem::path const& from,
                                      std::filesystem::path const& to) const;
    [[nodiscard]] Result<bool> unlink(std::filesystem::path const& file) const;
    [[nodiscard]] Result<void> sync() const;

    std::filesystem::path place_;
};

// "personal/<hex>": the path within the directory.
[[nodiscard]] std::string personal_path(Hash32 const& commitment);

}  // namespace tally::prove
