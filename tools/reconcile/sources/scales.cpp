#include "tools/reconcile/sources/scales.h"

#include <cstddef>

namespace tally::reconcile {

namespace {

// ISO 4217, the currencies in use, by the digits of their minor unit.
constexpr std::string_view none =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view three = "BHD IQD JOD KWD LYD OMR TND";
constexpr std::string_view four = "CLF UYW";
constexpr std::string_view two =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD "
    "CDF CHE CHF CHW CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
    "GMD "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
    "MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
    "PLN "
    "QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
    "TRY "
    "TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD YER ZAR ZMW ZWG";

bool lists(std::string_view codes, std::string_view code) {
    for (std::size_t at = 0; at + 3 <= codes.size(); at += 4) {
        if (codes.substr(at, 3) == code) return true;
    }
    return false;
}

}  // namespace

std::optional<std::uint8_t> scale_of(std::string_view asset, std::span<AssetScale const> told) {
    for (auto const& one : told) {
        if (one.asset == asset) return one.scale;
    }
    if (asset.size() != 3) return std::nullopt;
    if (lists(two, asset)) return 2;
    if (lists(none, asset)) return 0;
    if (lists(three, asset)) return 3;
    if (lists(four, asset)) return 4;
    return std::nullopt;
}

}  // namespace tally::reconcile
