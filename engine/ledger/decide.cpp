#include "engine/ledger/decide.h"

#include "journal/vocabulary/limits.h"

namespace tally {

Outcome decide(DecideContext const& context, CreateAsset& command, Consequences&) {
    Assets const& assets = context.state.assets();
    command.number = AssetNumber{};
    if (command.code.empty()) return Outcome::asset_must_not_be_zero;
    if (auto const* known = assets.find(command.code)) {
        if (known->scale != command.scale) return Outcome::exists_with_different_scale;
        command.number = known->number;
        return Outcome::exists;
    }
    if (command.scale > limits::asset_scale) return Outcome::scale_too_large;
    if (assets.all().size() >= limits::assets) return Outcome::asset_limit_reached;
    command.number = AssetNumber{static_cast<std::uint32_t>(assets.all().size() + 1)};
    return Outcome::ok;
}

void decide_expired_transfers(DecideContext const& context, Consequences& out) {
    for (auto const id : context.state.ledger().due_at(context.now))
        out.emplace_back(TransferExpired{id});
}

}  // namespace tally
