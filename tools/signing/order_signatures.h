#pragma once

#include "replay/verify_signatures.h"
#include "tools/signing/order_message.h"

#include <string>

namespace tally::signing {

// The orders of a record that a wallet has signed.
class OrderSignatures final : public TypedDataCheck {
public:
    explicit OrderSignatures(std::string origin) : origin_(std::move(origin)) {}

    void see(Entry const& entry) override { terms_.see(entry); }

    [[nodiscard]] bool is_signed(Entry const& command,
                                 CommandSignature const& signature,
                                 Bip340PublicKey const& key) const override;

private:
    std::string origin_;
    TermsBook terms_;
};

}  // namespace tally::signing
