// The verbs keys, grant and ungrant, access and init --admin, on a directory.
#include "tests/tools/manage/manage_world.h"

namespace tally::manage {
namespace {

class KeysTest : public ManageTest {};

TEST_F(KeysTest, AKeyIsMadeForItsOwnersEyesOnly) {
    auto const printed = done("tally keys new desk.secret");
    EXPECT_EQ(printed.size(), 67U);
    EXPECT_EQ(printed.rfind("0x", 0), 0U);
    auto const secret = cli_.read("desk.secret");
    EXPECT_EQ(secret.size(), 67U);
    EXPECT_NE(secret, printed);
    EXPECT_EQ(done("stat -c %a desk.secret"), "600\n");
    expect_refused("tally keys new desk.secret", "cannot make the key file: File exists");
    EXPECT_EQ(cli_.read("desk.secret"), secret);
    expect_refused("tally keys new no/desk.secret", "No such file or directory");
}

TEST_F(KeysTest, AKeyIsAddedByItsPublicHalfOrByItsFile) {
    done("tally keys new desk.secret > desk.public");
    EXPECT_EQ(done("tally keys add $(cat desk.public) --name desk-1 --expires 2100-01-01 "
                   "--data books -O json"),
              R"({"command":"add_key","result":"ok","sequence":5,"number":2})"
              "\n");
    EXPECT_EQ(done("tally keys add desk.secret --name desk-1 --expires 2100-01-01T00:00:00Z "
                   "--data books -O json"),
              R"({"command":"add_key","result":"exists","sequence":6,"number":2})"
              "\n")
        << "the same again";
    auto const listed = done("tally keys list --data books -O csv");
    EXPECT_EQ(listed, done("tally access --data books -O csv"));
    EXPECT_EQ(listed, done("tally access keys --data books -O csv"));
    expect_has(listed, "\n2,desk-1,valid,,,,,2100-01-01T00:00:00Z,,5,0x");
}

TEST_F(KeysTest, AKeyThatCannotBeAddedIsRefusedWithWhatToDo) {
    done("tally keys new desk.secret");
    done("tally keys add desk.secret --name desk-1 --data books -q");

    struct Case {
        char const* arguments;
        char const* because;
    };

    for (auto const& [arguments, because] :
         {Case{"desk.secret --name desk-2", "exists_with_different_key (entry 6)"},
          Case{"0x12", "give the 0x and 64 hex digits"},
          Case{"desk.public", "make one with: tally keys new"},
          Case{"begin.jsonl", "others than its owner may read"},
          Case{"0x0000000000000000000000000000000000000000000000000000000000000000",
               "public_key_must_not_be_zero"},
          Case{"admin.secret --expires yesterday", "\"expires\""},
          Case{"0x1111111111111111111111111111111111111111111111111111111111111111 --expires "
               "2001-01-01",
               "key_expired"},
          Case{"desk.secret --name 'a name that has more than thirty-two bytes'", "\"name\""}})
        expect_refused(std::string{"tally keys add --data books "} + arguments, because);
    cli_.write("text", "0x12\n");
    done("chmod 600 text");
    expect_refused("tally keys add text --data books", "this is no key");
}

TEST_F(KeysTest, ARoleIsGivenAndTakenBackAsItWasGiven) {
    done("tally keys add $(tally keys new desk.secret) --data books -q");
    done("tally grant 2 trader --owner 7 --market BTC-USD --asset BTC --data books -q");
    auto const listed = done("tally keys list --data books -O csv");
    expect_has(listed, "\n2,,valid,trader,7,BTC-USD,BTC,,,");
    expect_refused("tally ungrant 2 trader --owner 7 --data books", "grant_not_found");
    done("tally ungrant 2 trader --owner 0x7 --market BTC-USD --asset BTC --data books -q");
    expect_has(done("tally keys list --data books -O csv"), "\n2,,valid,,,,,,,");
}

TEST_F(KeysTest, AWrongGrantIsRefusedWithWhatToDo) {
    struct Case {
        char const* arguments;
        char const* because;
    };

    for (auto const& [arguments, because] :
         {Case{"1 traitor", "\"role\" cannot be \"traitor\""},
          Case{"1 any", "role_invalid"},
          Case{"2 trader", "key_not_found (entry 6); no key has this number: tally keys list"},
          Case{"70000 trader", "too large"},
          Case{"one trader", "\"number\""},
          Case{"-1 trader", "\"number\" must be a number"},
          Case{"1 trader --market ETH-USD", "market_not_found"},
          Case{"1 trader --asset EUR", "asset_not_found"},
          Case{"1 trader --owner me", "\"owner\" \"me\" is not a number"},
          Case{"1", "ROLE is required; see: tally help grant"}})
        expect_refused(std::string{"tally grant --data books "} + arguments, because);
    EXPECT_EQ(done("tally log --data books --refused -O csv | wc -l"), "5\n")
        << "what was a command is recorded, with its refusal";
}

TEST_F(KeysTest, ARevokedKeyStaysRevoked) {
    done("tally keys add $(tally keys new desk.secret) --data books -q");
    done("tally keys revoke 2 --data books -q");
    expect_has(done("tally keys revoke 2 --data books -O json"), R"("result":"exists")");
    expect_refused("tally keys add desk.secret --data books", "key_revoked");
    expect_refused("tally grant 2 trader --data books", "a revoked key stays revoked");
    expect_has(done("tally keys list --data books -O csv"), "\n2,,revoked,");
}

TEST_F(KeysTest, ADryRunPrintsWhatApplyTakesAndRecordsNothing) {
    done("tally keys new desk.secret");
    done("tally keys add desk.secret --name desk-1 --dry-run >> more.jsonl");
    done("tally grant 2 trader --owner 7 --dry-run >> more.jsonl");
    done("tally keys revoke 2 --dry-run >> more.jsonl");
    EXPECT_EQ(done("tail -n +2 more.jsonl"),
              R"({"command":"grant_role","number":2,"role":"trader","owner":"7"})"
              "\n"
              R"({"command":"revoke_key","number":2})"
              "\n");
    expect_has(done("tally status --data books -O json"), R"("size":5,)");
    EXPECT_EQ(done("tally apply more.jsonl --data books | grep -c '\"ok\"'"), "3\n");
}

TEST_F(KeysTest, WordsThatDoNotFitAreExplained) {
    struct Case {
        char const* command;
        char const* because;
    };

    for (auto const& [command, because] :
         {Case{"tally keys", "ACTION is required; see: tally help keys"},
          Case{"tally keys lend 2 --data books", "lend not in"},
          Case{"tally keys new", "keys new needs one more word"},
          Case{"tally keys list 2 --data books", "keys list takes no 2"},
          Case{"tally keys list", "name the record with --data DIR, or its server"},
          Case{"tally keys revoke 2 --name x --data books",
               "--name and --expires are for keys add"},
          Case{"tally keys revoke 2", "name the record with --data DIR, or its server"},
          Case{"tally keys revoke 2 --data books --connect unix:s", "exclude each other"},
          Case{"tally keys revoke 2 --connect unix:s --key books.key", "is --key-file"},
          Case{"tally keys revoke 2 --data books --key-file admin.secret", "is for a server"},
          Case{"tally keys revoke 2 --data nowhere", "there is no such directory"},
          Case{"tally keys revoke 2 --connect nowhere", "nowhere"},
          Case{"tally access doors --data books", "access has no doors"},
          Case{"tally access --data nowhere", "there is no such directory"},
          Case{"tally init --data other --origin o.test --admin 0x12", "--admin 0x12 is no public"},
          Case{"tally init --data other --origin o.test --admin", "--admin"}})
        expect_refused(command, because);
    EXPECT_EQ(done("ls -d other* | wc -l 2>/dev/null"), "0\n") << "a refused init leaves nothing";
}

TEST_F(KeysTest, TheFirstAdministratorIsInTheFirstEntriesAndMayBeAskedForAtAnyPoint) {
    expect_has(done("tally access --data books -O csv"), "\n1,admin,valid,admin,");
    auto const none = cli_.run("tally access --data books --at 0 -O csv");
    expect_has(none.out, "\n1,admin,valid,,");
    done("tally init --data open --origin open.test -q");
    auto const empty = cli_.run("tally access --data open");
    EXPECT_EQ(empty.exit_code, 0);
    expect_has(empty.error, "only whoever holds the files may send commands");
    EXPECT_EQ(done("tally verify books -q; tally replay --re-decide --data books -q; echo $?"),
              "0\n");
}

}  // namespace
}  // namespace tally::manage
