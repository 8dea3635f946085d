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

constexpr std::string_view draft_suffix = ".new";  // as write_small_file has it
constexpr std::string_view removal_suffix = ".redacting";

Failure failed(std::string_view what, std::filesystem::path const& place, int error) {
    return {FailureKind::system,
            "cannot " + std::string{what} + " " + place.string() + ": " + std::strerror(error)};
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

Result<void> PersonalStore::rename(std::filesystem::path const& from,
                                   std::filesystem::path const& to) const {
    if (::rename(from.c_str(), to.c_str()) == 0) return sync();
    if (errno == ENOENT) return success();
    return failed("rename", from, errno);
}

Result<void> PersonalStore::begin_removal(Hash32 const& commitment) const {
    auto const file = file_of(commitment);
    return rename(file, std::filesystem::path{file}.concat(removal_suffix));
}

Result<void> PersonalStore::cancel_removal(Hash32 const& commitment) const {
    auto const file = file_of(commitment);
    return rename(std::filesystem::path{file}.concat(removal_suffix), file);
}

Result<bool> PersonalStore::unlink(std::filesystem::path const& file) const {
    bool const there = ::unlink(file.c_str()) == 0;
    if (there || errno == ENOENT) return there;
    return failed("remove", file, errno);
}

Result<bool> PersonalStore::remove(Hash32 const& commitment) const {
    auto const file = file_of(commitment);
    TALLY_TRY(in_sight, unlink(file));
    TALLY_TRY(on_its_way, unlink(std::filesystem::path{file}.concat(removal_suffix)));
    // Also when it was gone already: a crash may have come before the sync.
    std::error_code error;
    if (std::filesystem::exists(place_, error)) {
        TALLY_TRYV(sync());
    }
    return in_sight || on_its_way;
}

Result<std::vector<Hash32>> PersonalStore::list(std::string_view suffix) const {
    std::vector<Hash32> commitments;
    std::error_code error;
    if (!std::filesystem::exists(place_, error)) return commitments;
    for (auto const& file : std::filesystem::directory_iterator{place_, error}) {
        auto const name = file.path().filename().string();
        auto const stem = std::string_view{name}.substr(0, name.find('.'));
        auto const rest = std::string_view{name}.substr(stem.size());
        auto const commitment = fixed_from_hex<Hash32>(stem);
        bool const known = rest.empty() || rest == draft_suffix || rest == removal_suffix;
        if (!known || !commitment || to_hex(commitment->span()) != stem)
            return Failure{FailureKind::integrity,
                           file.path().string() + " is not named by a commitment"};
        if (rest == suffix) commitments.push_back(*commitment);
    }
    if (error) return failed("read", place_, error.value());
    std::sort(commitments.begin(), commitments.end());
    return commitments;
}

Result<std::vector<Hash32>> PersonalStore::list() const {
    return list("");
}

Result<std::vector<Hash32>> PersonalStore::removals() const {
    return list(removal_suffix);
}

Result<void> PersonalStore::remove_drafts() const {
    TALLY_TRY(drafts, list(draft_suffix));
    for (auto const& draft : drafts) {
        TALLY_TRYV(unlink(std::filesystem::path{file_of(draft)}.concat(draft_suffix)));
    }
    return drafts.empty() ? Result<void>{success()} : sync();
}

}  // namespace tally::prove
