#include "journal/checkpoint/signing_key.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace tally {
namespace {

// Go's golang.org/x/mod/sumdb/note package documentation.
constexpr std::string_view go_secret =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view go_key =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view go_text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view go_signature_line =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6"
    "RyyBwJnAM=\n";

class SigningKeyTest : public testing::Test {
protected:
    SigningKeyTest() {
        std::string pattern = testing::TempDir() + "tally-key-XXXXXX";
        directory_ = mkdtemp(pattern.data());
    }

    ~SigningKeyTest() override { std::filesystem::remove_all(directory_); }

    std::filesystem::path directory_;
};

TEST_F(SigningKeyTest, SignsAsAnotherImplementationDoesWithItsKey) {
    auto const key = SigningKey::parse(go_secret);
    ASSERT_TRUE(key.has_value()) << key.error().text;
    EXPECT_EQ(key.value().line(), go_secret);
    EXPECT_EQ(key.value().ed25519_verifier().line(), go_key);
    auto const note = format_note(key.value().sign(std::string{go_text}).value());
    EXPECT_TRUE(note.starts_with(std::string{go_text} + "\n" + std::string{go_signature_line}));
}

// Frozen: notes signed by earlier versions must verify for ever. The lines were worked out in
// Python from the definitions in docs/record_format.md.
TEST_F(SigningKeyTest, TheBip340KeyOfASeedNeverChanges) {
    auto const key = SigningKey::from_seed("example.com/ledger", Ed25519Seed{}).value();
    EXPECT_EQ(key.ed25519_verifier().line(),
              "example.com/ledger+ebafc28b+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop");
    EXPECT_EQ(key.bip340_verifier().line(),
              "example.com/ledger+c763dced+/3RhbGx5c3RpY2svYmlwMzQwL3YxUlUJ/"
              "sW5secdSQaZtzaSXI6BVYz7Qas8h+FRbUkVXAU=");
}

TEST_F(SigningKeyTest, ANoteHasBothSignaturesAndEachIsChecked) {
    auto const key = SigningKey::generate("example.com/ledger").value();
    auto note = key.sign("text\n").value();
    ASSERT_EQ(note.signatures.size(), 2U);
    auto const verifiers = key.verifiers();
    EXPECT_TRUE(verify_note(note, verifiers).has_value());
    EXPECT_TRUE(verify_note(note, std::span{verifiers}.first(1)).has_value());
    EXPECT_TRUE(verify_note(note, std::span{verifiers}.last(1)).has_value());
    for (std::size_t i = 0; i < 2; ++i) {
        auto changed = note;
        changed.signatures[i].signature[5] ^= 1U;
        EXPECT_TRUE(verify_note(changed, verifiers).has_error());
        EXPECT_TRUE(verify_note(changed, std::span{verifiers}.subspan(1 - i, 1)).has_value());
        changed.signatures[i].signature.pop_back();
        EXPECT_TRUE(verify_note(changed, verifiers).has_error());
    }
    auto const stranger = SigningKey::generate("example.com/ledger").value().verifiers();
    EXPECT_EQ(verify_note(note, stranger).error().text,
              "signed note: no signature by any of the given keys");
}

TEST_F(SigningKeyTest, GeneratedKeysDiffer) {
    auto const one = SigningKey::generate("a").value();
    auto const other = SigningKey::generate("a").value();
    EXPECT_NE(one.line(), other.line());
}

TEST_F(SigningKeyTest, AFileIsOnlyForItsOwnerAndIsNeverOverwritten) {
    auto const key = SigningKey::generate("example.com/ledger").value();
    auto const file = directory_ / "key";
    ASSERT_TRUE(key.write(file).has_value());
    struct stat status{};
    ASSERT_EQ(stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    EXPECT_EQ(SigningKey::read(file).value().line(), key.line());
    auto const again = key.write(file);
    ASSERT_TRUE(again.has_error());
    EXPECT_NE(again.error().text.find("cannot create it"), std::string::npos);
    EXPECT_TRUE(key.write(directory_ / "missing" / "key").has_error());
    EXPECT_TRUE(SigningKey::read(directory_ / "missing").has_error());
}

TEST_F(SigningKeyTest, AFileThatHoldsNoKeyIsRefusedByName) {
    auto const file = directory_ / "key";
    std::ofstream{file} << "hello\n";
    auto const refused = SigningKey::read(file);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().text,
              file.string() + ": signing key: a line PRIVATE+KEY+... is expected");
    std::ofstream{file} << std::string(1'000'000, 'x');
    EXPECT_TRUE(SigningKey::read(file).has_error());
}

TEST_F(SigningKeyTest, ALineThatWasCutOrEditedIsRefused) {
    std::string const good{go_secret};
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_TRUE(SigningKey::parse(good.substr(0, size)).has_error()) << size;
    auto other_name = good;
    other_name[12] = 'Q';
    EXPECT_TRUE(SigningKey::parse(other_name).has_error());
    EXPECT_TRUE(SigningKey::parse(good + "\n").has_error());
    for (std::string_view const name : {"", "a b", "a+b", "a\nb", "a\xff", "a\xe3\x80\x80"})
        EXPECT_TRUE(SigningKey::from_seed(name, {}).has_error()) << name;
}

TEST_F(SigningKeyTest, VerifierLinesThatWereCutOrEditedAreRefused) {
    auto const key = SigningKey::from_seed("example.com/ledger", {}).value();
    for (auto const& verifier : key.verifiers()) {
        auto const line = verifier.line();
        EXPECT_EQ(parse_verifier(line).value(), verifier);
        for (std::size_t size = 0; size < line.size(); ++size)
            EXPECT_TRUE(parse_verifier(line.substr(0, size)).has_error()) << size;
        auto changed = line;
        changed[0] = 'f';
        EXPECT_TRUE(parse_verifier(changed).has_error());
    }
    auto const text = "# keys\n\n" + key.verifiers()[0].line() + "\n" + key.verifiers()[1].line();
    EXPECT_EQ(parse_verifiers(text).value(), key.verifiers());
    EXPECT_EQ(parse_verifiers("# none\n").error().text, "verifier keys: none given");
    EXPECT_EQ(parse_verifiers("\nrubbish\n").error().text,
              "line 2: verifier key: expected name+hash+key");
}

}  // namespace
}  // namespace tally
