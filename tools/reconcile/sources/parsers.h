#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/sources/byte_input.h"
#include "tools/reconcile/sources/reading.h"

namespace tally::reconcile {

// One function a format. Each reads to the end of the input, or to where it must stop, and leaves
// statements and mistakes in `reading`.
void read_camt053(ByteInput& input, SourceReading& reading);
void read_bai2(ByteInput& input, SourceReading& reading);
void read_mt940(ByteInput& input, SourceReading& reading);
void read_jsonl(ByteInput& input, SourceReading& reading);
void read_chain_balances(ByteInput& input, SourceReading& reading);

// A failure is a mapping that cannot be used.
[[nodiscard]] Result<void> read_csv(ByteInput& input, SourceReading& reading);

}  // namespace tally::reconcile
