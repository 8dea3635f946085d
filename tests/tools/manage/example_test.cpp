// The examples of the C++ client, as a newcomer runs them.
#include "tests/tools/manage/served.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace tally::manage {
namespace {

class ExampleTest : public ::testing::Test {
protected:
    void serve(bench::ServerProcess::Door door) {
        server_ = serve_books(cli_, "s", door);
        ASSERT_TRUE(server_);
    }

    std::string done(std::string const& command) const {
        auto const ran = cli_.run(command);
        EXPECT_EQ(ran.exit_code, 0) << command << "\n" << ran.error;
        return ran.out;
    }

    test::CliRunner cli_;
    std::unique_ptr<bench::ServerProcess> server_;
};

TEST_F(ExampleTest, TheFirstExampleMovesMoneyOnce) {
    done("tally init --data books --origin example.test -q");
    serve(bench::ServerProcess::Door::open);
    auto const first = done("'" TALLY_EXAMPLE "' unix:s");
    EXPECT_NE(first.find("entry 3: ok\n"), std::string::npos) << first;
    auto const second = done("'" TALLY_EXAMPLE "' unix:s");
    EXPECT_NE(second.find("entry 7: exists\n"), std::string::npos) << second;
    EXPECT_TRUE(server_->stop().has_value());
}

TEST_F(ExampleTest, TheOneWithAKeyDoesWhatItsRolesAllow) {
    done("tally init --data books --origin example.test --admin $(tally keys new admin.secret) -q");
    done("tally keys add $(tally keys new desk.secret) --name desk --data books -q");
    done("tally grant 2 operator --data books -q");
    done("tally grant 2 transfer_agent --owner 7 --data books -q");
    serve(bench::ServerProcess::Door::keys_only);
    auto const said = done("'" TALLY_EXAMPLE_WITH_KEY "' unix:s desk.secret");
    EXPECT_NE(said.find("entry 5: ok\nentry 6: ok\nentry 7: ok\nentry 8: ok\n"
                        "entry 9: not_authorized\n"),
              std::string::npos)
        << said;
    EXPECT_NE(said.find("12.34"), std::string::npos) << said;
    auto const none = cli_.run("'" TALLY_EXAMPLE_WITH_KEY "' unix:s books.secret");
    EXPECT_EQ(none.exit_code, 1);
    EXPECT_NE(none.error.find("no key here"), std::string::npos) << none.error;
    EXPECT_TRUE(server_->stop().has_value());
}

}  // namespace
}  // namespace tally::manage
