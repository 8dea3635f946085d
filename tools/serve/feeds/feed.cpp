#include "tools/serve/feeds/feed.h"

#include "journal/codec/codec.h"

#include <algorithm>
#include <cstring>
#include <utility>
#include <variant>

namespace tally::serve {

namespace {

constexpr std::size_t piece_bytes = std::size_t{128} << 10U;

// The kind is in bits 32 to 47 of the data section's word 3, after the root pointer.
std::uint16_t kind_of(ByteSpan leaf) {
    std::uint16_t kind = 0;
    std::memcpy(&kind, leaf.data() + 4 * 8 + 4, sizeof kind);
    return kind;
}

// Whether a body names what a filter asks for, by the fields that it has.
struct Names {
    wire::Filter const& filter;

    template <class Body>
    [[nodiscard]] bool owner(Body const& body) const {
        if (filter.owner == 0) return true;
        if constexpr (requires { body.owner.value; }) return body.owner.value == filter.owner;
        if constexpr (requires { body.buyer.value; })
            return body.buyer.value == filter.owner || body.seller.value == filter.owner;
        return false;
    }

    template <class Body>
    [[nodiscard]] bool account(Body const& body) const {
        if (filter.account == 0) return true;
        if constexpr (std::is_same_v<Body, CreateAccount>) return body.id.value == filter.account;
        if constexpr (std::is_same_v<Body, CreateTransfer>)
            return body.debit.value == filter.account || body.credit.value == filter.account;
        return false;
    }

    template <class Body>
    [[nodiscard]] bool market(Body const& body) const {
        if (filter.market == 0) return true;
        if constexpr (std::is_same_v<Body, CreateMarket>)
            return body.number.value == filter.market;
        else if constexpr (requires { body.market.value; })
            return body.market.value == filter.market;
        return false;
    }

    template <class Body>
    [[nodiscard]] bool asset(Body const& body) const {
        if (filter.asset == 0) return true;
        if constexpr (std::is_same_v<Body, CreateAsset>)
            return body.number.value == filter.asset;
        else if constexpr (requires { body.asset.value; })
            return body.asset.value == filter.asset;
        return false;
    }

    template <class Body>
    [[nodiscard]] bool operator()(Body const& body) const {
        return owner(body) && account(body) && market(body) && asset(body);
    }
};

bool names_something(wire::Filter const& filter) {
    return filter.owner != 0 || filter.account != 0 || filter.market != 0 || filter.asset != 0;
}

}  // namespace

bool leaves_out(wire::Filter const& filter) {
    return !filter.kinds.empty() || names_something(filter);
}

bool passes(wire::Filter const& filter, ByteSpan leaf) {
    auto const& kinds = filter.kinds;
    if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), kind_of(leaf)) == kinds.end())
        return false;
    if (!names_something(filter)) return true;
    auto const entry = decode_leaf(leaf);
    return entry && std::visit(Names{filter}, entry.value().body);
}

void Feed::grant(std::uint64_t bytes) {
    constexpr std::int64_t most = std::int64_t{1} << 40U;  // as good as endless
    credit_ = std::min(most,
                       credit_ + static_cast<std::int64_t>(
                                     std::min<std::uint64_t>(bytes, std::uint64_t{1} << 40U)));
}

void Feed::go_to(std::shared_ptr<Chunk const> chunk) {
    chunk_ = std::move(chunk);
    at_ = chunk_->block.begin();
    for (auto skip = next_ - chunk_->block.header().first.value; skip != 0; --skip)
        ++at_;
}

// What passes is usually a run of neighbours, which is sent as it lies there; otherwise it is put
// together.
FeedPiece Feed::take_piece() {
    FeedPiece piece;
    auto const end = chunk_->block.end();
    auto gathered = std::shared_ptr<std::vector<std::uint64_t>>{};
    std::size_t bytes = 0;
    std::uint8_t const* first = nullptr;
    for (; at_ != end && bytes < piece_bytes; ++at_, ++next_) {
        auto const leaf = *at_;
        if (leaves_out_ && !passes(filter_, leaf)) continue;
        if (first == nullptr) first = leaf.data();
        bool const is_neighbour = !gathered && leaf.data() == first + bytes;
        if (!is_neighbour) {
            if (!gathered) {
                gathered = std::make_shared<std::vector<std::uint64_t>>(bytes / 8);
                std::memcpy(gathered->data(), first, bytes);
            }
            gathered->resize((bytes + leaf.size()) / 8);
            std::memcpy(gathered->data() + bytes / 8, leaf.data(), leaf.size());
        }
        piece.leaves.sizes.push_back(static_cast<std::uint16_t>(leaf.size()));
        bytes += leaf.size();
    }
    if (gathered) first = reinterpret_cast<std::uint8_t const*>(gathered->data());
    piece.leaves.bytes = {first, bytes};
    piece.holder = gathered ? std::shared_ptr<void const>{gathered} : chunk_;
    piece.next = next_;
    credit_ -= static_cast<std::int64_t>(bytes);
    if (at_ == end) chunk_.reset();
    return piece;
}

}  // namespace tally::serve
