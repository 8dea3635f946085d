#pragma once

#include <string_view>

namespace tally {

// A market BTC-USD whose fees owner 1 gets, and owners 7 and 8 with an account in each asset; those
// of owner 1, 1 and 2, may be debited without end.
inline constexpr std::string_view two_traders =
    R"({"command":"create_asset","asset":"BTC","scale":4}
{"command":"create_asset","asset":"USD","scale":2}
{"command":"create_account","id":"1","asset":"BTC","owner":"1","code":10}
{"command":"create_account","id":"2","asset":"USD","owner":"1","code":10}
{"command":"create_account","id":"71","asset":"BTC","owner":"7","code":10}
{"command":"create_account","id":"72","asset":"USD","owner":"7","code":10}
{"command":"create_account","id":"81","asset":"BTC","owner":"8","code":10}
{"command":"create_account","id":"82","asset":"USD","owner":"8","code":10}
{"command":"create_market","market":"BTC-USD","base":"BTC","quote":"USD","tick":"0.01","lot":"0.0001","maker_fee_bps":1,"taker_fee_bps":5,"fee_owner":"1"}
)";

}  // namespace tally
