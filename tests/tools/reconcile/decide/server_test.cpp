// Two people sign, each with a key of their own, through a server that asks for keys.
#include "tests/tools/reconcile/decide/decide_world.h"
#include "tools/bench/server_process.h"

#include <memory>
#include <utility>

namespace tally::test {
namespace {

class SignServerTest : public DecideTest {
protected:
    SignServerTest() {
        auto started = bench::ServerProcess::start(TALLY_PROGRAM,
                                                   (cli_.directory() / "books").string(),
                                                   {"--unix", (cli_.directory() / "s").string()},
                                                   bench::ServerProcess::Door::keys_only);
        EXPECT_TRUE(started.has_value()) << started.error().text;
        server_ = std::move(started).value();
    }

    static std::string as(std::string const& who) {
        return " -q --wait 60 --connect unix:s --key-file " + who + ".secret ";
    }

    std::unique_ptr<bench::ServerProcess> server_;
};

TEST_F(SignServerTest, TwoKeysSignARunAndThenItIsClosed) {
    done("tally reconcile record run" + as("clerk"));
    done("tally reconcile comment run " + fee_ + " --explains --text 'a charge' --texts books" +
         as("head"));
    refuses("tally reconcile write-off run " + small_ + " --id 91 --against 3" + as("head"),
            "not_authorized");
    done("tally reconcile write-off run " + small_ + " --id 91 --against 3" + as("clerk"));
    done("tally reconcile sign run" + as("clerk"));
    refuses("tally reconcile sign run --review" + as("clerk"), "reviewer_must_be_another_key");
    done("tally reconcile sign run --review" + as("head"));
    refuses("tally reconcile comment run " + fee_ + " --text more --texts books" + as("head"),
            "reconciliation_closed");
    ASSERT_TRUE(server_->stop().has_value());
    expect_has(done("tally reconcile show run --data books -O json"),
               R"("stage":"signed","verdict":"material")");
    expect_has(done("tally reconcile show run --data books -O json"),
               R"("preparer":2,"reviewer":3)");
    expect_has(done("tally reconcile history run --data books -O csv"), "a charge");
    done("tally reconcile rerun --data books --out run -q");
    done("tally verify books -q && tally replay --data books --re-decide -q");
}

}  // namespace
}  // namespace tally::test
