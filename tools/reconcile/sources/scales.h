#pragma once

#include "tools/reconcile/sources/sources.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tally::reconcile {

// How many digits after the point the asset's smallest unit has: as told, or as ISO 4217 has it.
[[nodiscard]] std::optional<std::uint8_t> scale_of(std::string_view asset,
                                                   std::span<AssetScale const> told);

}  // namespace tally::reconcile
