#pragma once

#include "journal/crypto/bip340.h"
#include "journal/entry.h"
#include "journal/vocabulary/result.h"
#include "replay/record.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tally {

// Checks signatures of the scheme typed_data, whose hash is not this folder's. It sees every entry,
// in order, since what was signed has names in it.
class TypedDataCheck {
public:
    TypedDataCheck() = default;
    TypedDataCheck(TypedDataCheck const&) = delete;
    TypedDataCheck& operator=(TypedDataCheck const&) = delete;
    virtual ~TypedDataCheck() = default;

    virtual void see(Entry const& entry) = 0;

    [[nodiscard]] virtual bool is_signed(Entry const& command,
                                         CommandSignature const& signature,
                                         Bip340PublicKey const& key) const = 0;
};

struct SignaturesChecked {
    std::uint64_t signatures = 0;         // checked, all good
    std::uint64_t asked = 0;              // commands whose key had to sign when they were sent
    std::uint64_t unsigned_commands = 0;  // of those, taken in without a signature: must be none
    std::optional<Sequence> first_unsigned;
};

// Checks every command's signature again, from the record alone: that it stands right behind its
// command, is by the command's key as the record has it then, is over what was asked for, and with
// a nonce that nothing which happened had used. Shares no code with what admits commands. The first
// that is wrong is the failure, of kind `integrity`, with its entry.
[[nodiscard]] Result<SignaturesChecked> verify_signatures(
    Record const& record,
    TypedDataCheck& typed_data,
    std::function<void(std::uint64_t, std::uint64_t)> const& progress);

}  // namespace tally
