#pragma once

#include "journal/codec/fault.h"
#include "journal/entries/chains.h"
#include "journal/entries/escrows.h"
#include "journal/entries/ledger.h"
#include "journal/entries/reconciliations.h"

#include <cstddef>
#include <cstdint>
#include <span>

// What follows the data section of the four kinds that have a pointer: the pointer itself and the
// text or list that it points to, which in canonical form come directly behind. Nothing at all if
// the text or list is empty: a null pointer is trimmed.
namespace tally::codec {

// An upper bound for what write_tail writes.
[[nodiscard]] std::size_t tail_words_at_most(CreateTransfer const& body);
[[nodiscard]] std::size_t tail_words_at_most(CreateEscrow const& body);
[[nodiscard]] std::size_t tail_words_at_most(ObserveBlock const& body);
[[nodiscard]] std::size_t tail_words_at_most(RecordReconciliation const& body);

struct WrittenTail {
    std::size_t words = 0;
    Fault fault;
};

[[nodiscard]] WrittenTail write_tail(CreateTransfer const& body, std::uint64_t* words);
[[nodiscard]] WrittenTail write_tail(CreateEscrow const& body, std::uint64_t* words);
[[nodiscard]] WrittenTail write_tail(ObserveBlock const& body, std::uint64_t* words);
[[nodiscard]] WrittenTail write_tail(RecordReconciliation const& body, std::uint64_t* words);

// The words behind the data section, at any alignment; empty if the leaf has no pointer.
struct TailBytes {
    std::uint8_t const* bytes = nullptr;
    std::size_t words = 0;

    [[nodiscard]] std::uint64_t word(std::size_t index) const;
};

[[nodiscard]] Fault read_tail(TailBytes tail, CreateTransfer& body);
[[nodiscard]] Fault read_tail(TailBytes tail, CreateEscrow& body);
[[nodiscard]] Fault read_tail(TailBytes tail, ObserveBlock& body);
[[nodiscard]] Fault read_tail(TailBytes tail, RecordReconciliation& body);

// More elements than this never fit a leaf; lists of zeros take no room, so their number is bounded
// by itself.
inline constexpr std::size_t list_elements_max = 8'191;

}  // namespace tally::codec
