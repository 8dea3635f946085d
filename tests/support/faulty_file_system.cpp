#include "tests/support/faulty_file_system.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace tally {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class FaultyWritableFile final : public rocksdb::FSWritableFileOwnerWrapper {
public:
    FaultyWritableFile(std::unique_ptr<rocksdb::FSWritableFile> file,
                       FaultyFileSystem& disk,
                       std::string name)
        : FSWritableFileOwnerWrapper(std::move(file)), disk_(disk), name_(std::move(name)) {}

    IOStatus Append(Slice const& data, IOOptions const& options, IODebugContext* context) override {
        auto status = disk_.begin(true);
        if (status.ok()) status = target()->Append(data, options, context);
        if (status.ok()) disk_.appended(name_, data.size());
        return status;
    }

    IOStatus Append(Slice const& data,
                    IOOptions const& options,
                    rocksdb::DataVerificationInfo const&,
                    IODebugContext* context) override {
        return Append(data, options, context);
    }

    IOStatus Sync(IOOptions const& options, IODebugContext* context) override {
        auto status = disk_.begin(false);
        if (status.ok()) status = target()->Flush(options, context);
        if (status.ok()) disk_.synced(name_);
        return status;
    }

    IOStatus Fsync(IOOptions const& options, IODebugContext* context) override {
        return Sync(options, context);
    }

    // Room set aside in advance would show as zero bytes behind the end of a cut file.
    void PrepareWrite(std::size_t, std::size_t, IOOptions const&, IODebugContext*) override {}

    IOStatus Allocate(std::uint64_t, std::uint64_t, IOOptions const&, IODebugContext*) override {
        return IOStatus::OK();
    }

    IOStatus RangeSync(std::uint64_t, std::uint64_t, IOOptions const&, IODebugContext*) override {
        return IOStatus::OK();
    }

private:
    FaultyFileSystem& disk_;
    std::string name_;
};

class FaultyRandomFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
public:
    FaultyRandomFile(std::unique_ptr<rocksdb::FSRandomRWFile> file,
                     FaultyFileSystem& disk,
                     std::string name)
        : FSRandomRWFileOwnerWrapper(std::move(file)), disk_(disk), name_(std::move(name)) {}

    IOStatus Write(std::uint64_t offset,
                   Slice const& data,
                   IOOptions const& options,
                   IODebugContext* context) override {
        auto status = disk_.begin(false);
        if (!status.ok()) return status;
        std::string before(data.size(), '\0');
        Slice read;
        status = target()->Read(offset, before.size(), options, &read, before.data(), context);
        if (!status.ok()) return status;
        disk_.rewritten(name_, offset, read.ToString());
        return target()->Write(offset, data, options, context);
    }

    IOStatus Sync(IOOptions const&, IODebugContext*) override {
        auto status = disk_.begin(false);
        if (status.ok()) disk_.synced(name_);
        return status;
    }

    IOStatus Fsync(IOOptions const& options, IODebugContext* context) override {
        return Sync(options, context);
    }

private:
    FaultyFileSystem& disk_;
    std::string name_;
};

class FaultyDirectory final : public rocksdb::FSDirectoryWrapper {
public:
    FaultyDirectory(std::unique_ptr<rocksdb::FSDirectory> directory,
                    FaultyFileSystem& disk,
                    std::string name)
        : FSDirectoryWrapper(std::move(directory)), disk_(disk), name_(std::move(name)) {}

    IOStatus Fsync(IOOptions const&, IODebugContext*) override {
        auto status = disk_.begin(false);
        if (status.ok()) disk_.directory_synced(name_);
        return status;
    }

    IOStatus FsyncWithDirOptions(IOOptions const& options,
                                 IODebugContext* context,
                                 rocksdb::DirFsyncOptions const&) override {
        return Fsync(options, context);
    }

private:
    FaultyFileSystem& disk_;
    std::string name_;
};

std::uint64_t kept(std::uint64_t unsynced, Tear tear) {
    switch (tear) {
        case Tear::none_left:
            return 0;
        case Tear::half_left:
            return unsynced / 2;
        case Tear::last_byte_gone:
            return unsynced - 1;
        case Tear::garbage_left:
        case Tear::all_left:
            return unsynced;
    }
    return 0;
}

std::optional<std::string> content_of(std::string const& name) {
    std::ifstream file{name, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

void spoil_from(std::string const& name, std::uint64_t offset, std::uint64_t end) {
    std::fstream file{name, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(static_cast<std::streamoff>(offset));
    for (auto i = offset; i < end; ++i)
        file.put(static_cast<char>(0x5a + i));
}

void restore_bytes(std::string const& name, std::uint64_t offset, std::string const& bytes) {
    std::fstream file{name, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(static_cast<std::streamoff>(offset));
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

FaultyFileSystem::FaultyFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

void FaultyFileSystem::arm(std::uint64_t number, Fault fault) {
    std::lock_guard const lock{mutex_};
    strikes_at_ = operations_ + number;
    fault_ = fault;
}

std::uint64_t FaultyFileSystem::operations() const {
    std::lock_guard const lock{mutex_};
    return operations_;
}

bool FaultyFileSystem::struck() const {
    std::lock_guard const lock{mutex_};
    return strikes_at_ != 0 && operations_ >= strikes_at_;
}

IOStatus FaultyFileSystem::begin(bool grows) {
    std::lock_guard const lock{mutex_};
    ++operations_;
    if (strikes_at_ == 0 || operations_ < strikes_at_) return IOStatus::OK();
    switch (fault_) {
        case Fault::crash:
            return IOStatus::IOError("the process is dead");
        case Fault::io_error:
            if (operations_ == strikes_at_) return IOStatus::IOError("the disk failed");
            return IOStatus::OK();
        case Fault::no_space:
            if (grows) return IOStatus::NoSpace("no space left on device");
            return IOStatus::OK();
    }
    return IOStatus::OK();
}

void FaultyFileSystem::appended(std::string const& name, std::size_t size) {
    std::lock_guard const lock{mutex_};
    files_[name].written += size;
}

void FaultyFileSystem::synced(std::string const& name) {
    std::lock_guard const lock{mutex_};
    if (auto const file = files_.find(name); file != files_.end()) {
        file->second.synced = file->second.written;
    }
    std::erase_if(rewrites_, [&](Rewrite const& rewrite) { return rewrite.name == name; });
}

void FaultyFileSystem::rewritten(std::string const& name,
                                 std::uint64_t offset,
                                 std::string before) {
    std::lock_guard const lock{mutex_};
    rewrites_.push_back({name, offset, std::move(before)});
}

void FaultyFileSystem::directory_synced(std::string const& directory) {
    std::lock_guard const lock{mutex_};
    auto const inside = std::filesystem::path{directory}.lexically_normal();
    auto const is_inside = [&](std::filesystem::path const& name) {
        return name.parent_path().lexically_normal() == inside;
    };
    std::erase_if(new_files_, is_inside);
    std::erase_if(replacements_, [&](Replacement const& each) { return is_inside(each.name); });
}

void FaultyFileSystem::undo_unsynced_names() {
    for (auto each = replacements_.rbegin(); each != replacements_.rend(); ++each) {
        std::ofstream{each->name, std::ios::binary} << each->before;
    }
    for (auto const& name : new_files_)
        std::filesystem::remove(name);
}

void FaultyFileSystem::lose_power(Tear tear) {
    std::lock_guard const lock{mutex_};
    if (tear != Tear::all_left) undo_unsynced_names();
    for (auto const& [name, state] : files_) {
        if (state.written == state.synced || !std::filesystem::exists(name)) continue;
        auto const left = state.synced + kept(state.written - state.synced, tear);
        std::filesystem::resize_file(name, left);
        if (tear == Tear::garbage_left) spoil_from(name, (state.synced + left) / 2, left);
    }
    for (auto rewrite = rewrites_.rbegin(); rewrite != rewrites_.rend(); ++rewrite) {
        if (tear != Tear::all_left) restore_bytes(rewrite->name, rewrite->offset, rewrite->before);
    }
    files_.clear();
    new_files_.clear();
    replacements_.clear();
    rewrites_.clear();
}

IOStatus FaultyFileSystem::NewWritableFile(std::string const& name,
                                           rocksdb::FileOptions const& options,
                                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                                           IODebugContext* context) {
    auto status = begin(true);
    if (status.ok()) status = target()->NewWritableFile(name, options, result, context);
    if (!status.ok()) return status;
    *result = std::make_unique<FaultyWritableFile>(std::move(*result), *this, name);
    std::lock_guard const lock{mutex_};
    files_[name] = {};
    new_files_.insert(name);
    return status;
}

IOStatus FaultyFileSystem::NewRandomRWFile(std::string const& name,
                                           rocksdb::FileOptions const& options,
                                           std::unique_ptr<rocksdb::FSRandomRWFile>* result,
                                           IODebugContext* context) {
    auto status = begin(false);
    if (status.ok()) status = target()->NewRandomRWFile(name, options, result, context);
    if (!status.ok()) return status;
    *result = std::make_unique<FaultyRandomFile>(std::move(*result), *this, name);
    return status;
}

IOStatus FaultyFileSystem::NewDirectory(std::string const& name,
                                        IOOptions const& options,
                                        std::unique_ptr<rocksdb::FSDirectory>* result,
                                        IODebugContext* context) {
    auto status = target()->NewDirectory(name, options, result, context);
    if (!status.ok()) return status;
    *result = std::make_unique<FaultyDirectory>(std::move(*result), *this, name);
    return status;
}

IOStatus FaultyFileSystem::RenameFile(std::string const& from,
                                      std::string const& to,
                                      IOOptions const& options,
                                      IODebugContext* context) {
    auto status = begin(false);
    auto const before = content_of(to);
    if (status.ok()) status = target()->RenameFile(from, to, options, context);
    if (!status.ok()) return status;
    std::lock_guard const lock{mutex_};
    files_.erase(to);
    if (before) replacements_.push_back({to, *before});
    if (auto moved = files_.extract(from)) {
        moved.key() = to;
        files_.insert(std::move(moved));
    }
    new_files_.erase(from);
    if (!before) new_files_.insert(to);
    return status;
}

IOStatus FaultyFileSystem::DeleteFile(std::string const& name,
                                      IOOptions const& options,
                                      IODebugContext* context) {
    auto status = begin(false);
    if (status.ok()) status = target()->DeleteFile(name, options, context);
    if (!status.ok()) return status;
    std::lock_guard const lock{mutex_};
    files_.erase(name);
    new_files_.erase(name);
    return status;
}

}  // namespace tally
