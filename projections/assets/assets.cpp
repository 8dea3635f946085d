#include "projections/assets/assets.h"

#include "journal/vocabulary/check.h"

namespace tally {

void Assets::apply(CreateAsset const& body, Entry const&) {
    if (body.outcome != Outcome::ok) return;
    TALLY_CHECK(body.number.value == assets_.size() + 1);
    assets_.push_back(Asset{body.code, body.number, body.scale});
    undo_.on_roll_back([this] { assets_.pop_back(); });
}

Asset const* Assets::find(AssetCode const& code) const {
    for (auto const& asset : assets_)
        if (asset.code == code) return &asset;
    return nullptr;
}

Asset const* Assets::find(AssetNumber number) const {
    if (number.value == 0 || number.value > assets_.size()) return nullptr;
    return &assets_[number.value - 1];
}

void Assets::save(Saver& saver) const {
    saver.put(static_cast<std::uint32_t>(assets_.size()));
    for (auto const& asset : assets_) {
        for (char const c : asset.code.bytes())
            saver.put(static_cast<std::uint8_t>(c));
        saver.put(asset.scale);
    }
}

bool Assets::load(Loader& loader) {
    auto const count = loader.get<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && loader.ok(); ++i) {
        std::array<char, AssetCode::capacity> code{};
        for (char& c : code)
            c = static_cast<char>(loader.get<std::uint8_t>());
        auto const scale = loader.get<std::uint8_t>();
        assets_.push_back(Asset{AssetCode::from_bytes(code), AssetNumber{i + 1}, scale});
    }
    return loader.ok();
}

}  // namespace tally
