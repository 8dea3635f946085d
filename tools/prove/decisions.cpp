#include "tools/prove/decisions.h"

#include "tools/cli/progress.h"
#include "tools/ethereum/attestation_signer.h"

#include <string>

namespace tally::prove {

Result<ReDecided> decide_again(Record const& record, Point to, cli::Output const& output) {
    cli::Progress progress{"re-decide", to.size, output.quiet()};
    ethereum::AttestationSigner const oracle;
    return re_decide(record, to, oracle, [&progress](std::uint64_t done, std::uint64_t) {
        progress.update(done);
    });
}

Failure parted_at(Divergence const& divergence) {
    return {FailureKind::integrity,
            "entry " + std::to_string(divergence.sequence.value) +
                " is not what its command leads to: " + divergence.reason};
}

}  // namespace tally::prove
