#pragma once

#include <rocksdb/env.h>

#include <atomic>
#include <cstdint>

namespace tally {

// Takes RocksDB's log lines and keeps none. A reader must not write into the directory; and to a
// writer whose disk is full it would be the death by an assertion, since RocksDB's own logger does
// not bear a second line after one that could not be written. What matters is in each status, but
// for one thing that RocksDB tells nowhere else: how much of a torn log it left out.
class RocksLog final : public rocksdb::Logger {
public:
    using rocksdb::Logger::Logv;

    void Logv(char const* format, va_list arguments) override;

    // Bytes at the end of a log that were no whole record, and are no part of the database.
    [[nodiscard]] std::uint64_t torn_bytes() const { return torn_bytes_.load(); }

private:
    std::atomic<std::uint64_t> torn_bytes_{0};
};

}  // namespace tally
