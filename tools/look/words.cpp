#include "tools/look/words.h"

#include <cstddef>
#include <utility>
#include <variant>

namespace tally::look {

namespace {

template <std::size_t... Index>
bool is_kind_of(std::string_view name, std::index_sequence<Index...>) {
    return ((kind_name(Body{std::in_place_index<Index>}) == name) || ...);
}

}  // namespace

bool is_kind(std::string_view name) {
    return is_kind_of(name, std::make_index_sequence<std::variant_size_v<Body>>{});
}

std::string_view word_for(MarketControl control) {
    switch (control) {
        case MarketControl::halt:
            return "halt";
        case MarketControl::resume:
            return "resume";
        case MarketControl::set_band:
            return "set_band";
    }
    return "unknown";
}

std::string_view word_for(CancelReason reason) {
    switch (reason) {
        case CancelReason::requested:
            return "requested";
        case CancelReason::unfilled_remainder:
            return "unfilled_remainder";
        case CancelReason::self_trade:
            return "self_trade";
        case CancelReason::budget_spent:
            return "budget_spent";
        case CancelReason::market_closed:
            return "market_closed";
    }
    return "unknown";
}

std::string_view word_for(ChainEffect effect) {
    switch (effect) {
        case ChainEffect::seen:
            return "seen";
        case ChainEffect::moved:
            return "moved";
        case ChainEffect::dropped:
            return "dropped";
        case ChainEffect::finalized:
            return "finalized";
        case ChainEffect::reversed:
            return "reversed";
        case ChainEffect::unmatched:
            return "unmatched";
    }
    return "unknown";
}

}  // namespace tally::look
