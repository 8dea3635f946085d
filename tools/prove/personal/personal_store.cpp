#include "tools/prove/personal/personal_store.h"

#include "engine/sequencer/small_file.h"
#include "journal/crypto/text.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace tally::prove {

namespace {

constexpr std::string_view draft_suffix = ".new";

Failure failed(std::string_view what, std::filesystem::path const& place, int error) {
    return {FailureKind::system,
            "cannot " + std::string{what} + " " + place.string() + ": " + std::strerror(error)};
}

bool is_draft(std::filesystem::path const& file) {
    return file.filename().string().ends_with(draft_suffix);
}

// Syncs a directory, so that what was put into it or taken out of it stays so.
Result<void> sync_directory(std::filesystem::path const& directory) {
    int const descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return failed("open", directory, errno);
    int const error = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (error == 0) return success();
    return failed("sync", directory, error);
}

}  // namespace

std::string personal_path(Hash32 const& commitment) {
    return "personal/" + to_hex(commitment.span());
}

std::filesystem::path PersonalStore::file_of(Hash32 const& commitment) const {
    return place_ / to_hex(commitment.span());
}

Result<void> PersonalStore::sync() const {
    return sync_directory(place_);
}

Result<void> PersonalStore::put(PersonalValue const& value) const {
    std::error_code error;
    if (std::filesystem::create_directories(place_, error)) {
        std::filesystem::permissions(place_, std::filesystem::perms::owner_all, error);
        TALLY_TRYV(sync_directory(std::filesystem::absolute(place_).parent_path()));
    }
    if (error) return failed("make", place_, error.value());
    auto const file = file_of(value.commitment());
    auto const draft = std::filesystem::path{file}.concat(draft_suffix);
    // Made for nobody else to read before anything is in it; write_small_file then keeps the mode.
    int const descriptor = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return failed("write", draft, errno);
    ::close(descriptor);
    return write_small_file(file, format_personal(value));
}

Result<std::optional<std::string>> PersonalStore::text(Hash32 const& commitment) const {
    return read_small_file(file_of(commitment));
}

Result<std::optional<PersonalValue>> PersonalStore::get(Hash32 const& commitment) const {
    TALLY_TRY(text, read_small_file(file_of(commitment)));
    if (!text) return std::optional<PersonalValue>{};
    auto value = parse_personal(*text);
    if (!value) return std::move(value).error().in(personal_path(commitment));
    if (value.value().commitment() == commitment) return std::optional{std::move(value).value()};
    return Failure{FailureKind::integrity,
                   personal_path(commitment) + ": it is not the value that was attached"};
}

Result<bool> PersonalStore::remove(Hash32 const& commitment) const {
    auto const file = file_of(commitment);
    bool const there = ::unlink(file.c_str()) == 0;
    if (!there && errno != ENOENT) return failed("remove", file, errno);
    // Also when it was gone already: a crash may have come before the sync.
    std::error_code error;
    if (std::filesystem::exists(place_, error)) {
        TALLY_TRYV(sync());
    }
    return there;
}

Result<std::vector<Hash32>> PersonalStore::list() const {
    std::vector<Hash32> commitments;
    std::error_code error;
    if (!std::filesystem::exists(place_, error)) return commitments;
    for (auto const& file : std::filesystem::directory_iterator{place_, error}) {
        if (is_draft(file.path())) continue;
        auto const name = file.path().filename().string();
        auto const commitment = fixed_from_hex<Hash32>(name);
        if (!commitment || to_hex(commitment->span()) != name)
            return Failure{FailureKind::integrity,
                           file.path().string() + " is not named by a commitment"};
        commitments.push_back(*commitment);
    }
    if (error) return failed("read", place_, error.value());
    std::sort(commitments.begin(), commitments.end());
    return commitments;
}

Result<void> PersonalStore::remove_drafts() const {
    std::error_code error;
    if (!std::filesystem::exists(place_, error)) return success();
    std::vector<std::filesystem::path> drafts;
    for (auto const& file : std::filesystem::directory_iterator{place_, error})
        if (is_draft(file.path())) drafts.push_back(file.path());
    for (auto const& draft : drafts)
        if (::unlink(draft.c_str()) != 0 && errno != ENOENT) return failed("remove", draft, errno);
    return drafts.empty() ? Result<void>{success()} : sync();
}

}  // namespace tally::prove
