#include "tools/serve/intake/signature_worker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

namespace tally::serve {
namespace {

signing::Claim claim_of(bool good) {
    Bip340Secret secret;
    secret.bytes.fill(7);
    signing::Claim claim;
    claim.key = KeyNumber{3};
    claim.public_key = bip340_public_key(secret).value();
    claim.digest.bytes.fill(9);
    claim.signature.signature = SignatureBytes{bip340_sign(secret, claim.digest).value().bytes};
    if (!good) claim.digest.bytes[0] = 8;
    return claim;
}

std::unique_ptr<Job> job(std::uint64_t request, std::vector<bool> const& good) {
    auto made = std::make_unique<Job>();
    made->request_id = request;
    made->commands = static_cast<std::uint32_t>(good.size());
    for (std::uint32_t i = 0; i < good.size(); ++i)
        made->checked.push_back({i, claim_of(good[i]), "not verified yet"});
    return made;
}

TEST(SignatureWorkerTest, SaysOfEachSignatureWhetherItIsGoodAndKeepsTheOrder) {
    std::atomic<int> told{0};
    SignatureWorker worker{[&told] { ++told; }};
    EXPECT_EQ(worker.wait(), nullptr) << "nothing is here";
    worker.push(job(1, {true, false, true}));
    worker.push(job(2, {false}));
    EXPECT_LE(worker.commands(), 4U);
    auto const first = worker.wait();
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->request_id, 1U);
    EXPECT_EQ(first->checked[0].objection, "");
    EXPECT_NE(first->checked[1].objection, "");
    EXPECT_NE(first->checked[1].objection, "not verified yet");
    EXPECT_EQ(first->checked[2].objection, "");
    auto const second = worker.wait();
    ASSERT_NE(second, nullptr);
    EXPECT_EQ(second->request_id, 2U);
    EXPECT_EQ(worker.commands(), 0U);
    EXPECT_EQ(worker.wait(), nullptr);
}

TEST(SignatureWorkerTest, MayGoAwayWithWorkLeft) {
    SignatureWorker worker{[] {}};
    for (std::uint64_t i = 0; i < 20; ++i)
        worker.push(job(i, std::vector<bool>(20, true)));
}

}  // namespace
}  // namespace tally::serve
