#pragma once

#include "tools/serve/access/key_table.h"

namespace tally {
class Access;
}

namespace tally::serve {

// The record's keys as sessions need them. What a key may read follows from its roles: an owner's
// own from a role for that owner; all of it from any role of those who look after everybody
// (auditor, settlement, operations, admin) that is not for one owner only.
[[nodiscard]] KeyTable keys_of(Access const& access);

}  // namespace tally::serve
