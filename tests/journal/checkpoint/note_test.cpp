#include "journal/checkpoint/note.h"

#include "journal/checkpoint/verifier.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>

namespace tally {
namespace {

// The example of https://c2sp.org/signed-note: its text has a blank line and is not ASCII.
constexpr std::string_view specification_example =
    "Ognuno sta solo sul cuor della terra\n"
    "trafitto da un raggio di sole:\n"
    "\n"
    "ed è subito sera.\n"
    "\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+"
    "EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

// The example of Go's golang.org/x/mod/sumdb/note package documentation, key and note.
constexpr std::string_view go_key =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view go_note =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6"
    "RyyBwJnAM=\n";

TEST(NoteTest, ReadsTheSpecificationsExampleAndWritesItBack) {
    auto const note = parse_note(specification_example);
    ASSERT_TRUE(note.has_value()) << note.error().text;
    EXPECT_TRUE(note.value().text.ends_with("ed è subito sera.\n"));
    ASSERT_EQ(note.value().signatures.size(), 1U);
    EXPECT_EQ(note.value().signatures[0].key_name, "quasimodo.example/salvatore");
    EXPECT_EQ(note.value().signatures[0].key_id, 0x367ba04bU);
    EXPECT_EQ(note.value().signatures[0].signature.size(), 64U);
    EXPECT_EQ(format_note(note.value()), specification_example);
}

TEST(NoteTest, VerifiesANoteThatAnotherImplementationSigned) {
    auto const key = parse_verifier(go_key);
    ASSERT_TRUE(key.has_value()) << key.error().text;
    EXPECT_EQ(key.value().line(), go_key);
    auto note = parse_note(go_note).value();
    EXPECT_TRUE(verify_note(note, std::span{&key.value(), 1}).has_value());
    note.text[3] = 'I';
    EXPECT_EQ(verify_note(note, std::span{&key.value(), 1}).error().kind, FailureKind::integrity);
}

TEST(NoteTest, ReadsSumdbsVerifierKey) {
    constexpr std::string_view line =
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    auto const key = parse_verifier(line);
    ASSERT_TRUE(key.has_value()) << key.error().text;
    EXPECT_EQ(key.value().line(), line);
}

struct BadNote {
    std::string_view bytes;
    std::string_view says;
};

constexpr BadNote bad_notes[] = {
    {"", "no blank line"},
    {"\n", "no blank line"},
    {"text\n", "no blank line"},
    {"text\n\n", "no signature"},
    {"text\n\n— name AAAAAAA=", "no newline"},
    {"text\n\n- name AAAAAAA=\n", "malformed"},
    {"text\n\n— name AAAAAA==\n", "malformed"},  // a key id and no signature
    {"text\n\n— name AAAAAAA\n", "malformed"},
    {"text\n\n— name\n", "malformed"},
    {"text\n\n—  AAAAAAA=\n", "malformed"},
    {"text\n\n— na+me AAAAAAA=\n", "malformed"},
    {"text\n\n— na\xc2\xa0me AAAAAAA=\n", "malformed"},
    {"text\n\n— name AAAAAAA= \n", "malformed"},
    {"te\rxt\n\n— name AAAAAAA=\n", "UTF-8"},
    {"te\xfft\n\n— name AAAAAAA=\n", "UTF-8"},
    {"te\xc0\x80t\n\n— name AAAAAAA=\n", "UTF-8"},
    {"te\xed\xa0\x80t\n\n— name AAAAAAA=\n", "UTF-8"},
};

TEST(NoteTest, WhatIsNoNoteIsRefusedWithTheReason) {
    EXPECT_TRUE(parse_note("text\n\n— name AAAAAAA=\n").has_value());
    for (auto const& bad : bad_notes) {
        SCOPED_TRACE(bad.bytes);
        auto const note = parse_note(bad.bytes);
        ASSERT_TRUE(note.has_error());
        EXPECT_NE(note.error().text.find(bad.says), std::string::npos) << note.error().text;
    }
}

TEST(NoteTest, AHundredSignaturesAreReadAndNoMore) {
    std::string note = "text\n\n";
    for (int i = 0; i < 100; ++i)
        note += "— name AAAAAAA=\n";
    EXPECT_EQ(parse_note(note).value().signatures.size(), 100U);
    EXPECT_TRUE(parse_note(note + "— name AAAAAAA=\n").has_error());
    EXPECT_TRUE(parse_note(std::string(1'000'000, 'x') + note).has_error());
}

RC_GTEST_PROP(NoteTest, AnyDamageGivesAFailureOrANoteThatIsWrittenBackTheSame, ()) {
    std::string bytes{*rc::gen::element(specification_example, go_note)};
    auto const times = *rc::gen::inRange(1, 4);
    for (int i = 0; i < times; ++i) {
        auto const at = *rc::gen::inRange<std::size_t>(0, bytes.size());
        bytes[at] =
            *rc::gen::oneOf(rc::gen::element('\n', ' ', '+', '='), rc::gen::arbitrary<char>());
    }
    auto const note = parse_note(bytes);
    if (note) RC_ASSERT(format_note(note.value()) == bytes);
}

}  // namespace
}  // namespace tally
