#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/sources/sources.h"

#include <string>

namespace tally::reconcile {

// The accounts of another Tallystick record (a live directory or an export) as statements: each
// posting of an account is a line, seen as the account's owner sees it. How two parties reconcile
// the two halves of what they share.
[[nodiscard]] Result<FileReport> read_record(std::string const& directory,
                                             ReadOptions const& options,
                                             StatementSink& sink);

}  // namespace tally::reconcile
