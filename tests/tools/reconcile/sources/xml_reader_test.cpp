#include "tools/reconcile/sources/xml_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::reconcile {
namespace {

struct Tree {
    XmlNode root;
    std::string fault;
    FilePosition position;
};

Tree tree_of(std::string_view text) {
    ByteInput bytes{text};
    XmlReader reader{bytes};
    Tree tree;
    bool const good = reader.next() == XmlEvent::start && reader.read_tree(tree.root) &&
                      reader.next() == XmlEvent::done;
    if (!good) tree.fault = reader.fault().empty() ? "no fault is told" : reader.fault();
    tree.position = reader.position();
    return tree;
}

TEST(XmlReaderTest, ReadsElementsAttributesAndText) {
    auto const tree = tree_of(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- <x> -->\n<a:one xmlns:a='u' b=\"1 &lt; "
        "2\">x"
        "<two/>y&#x41;&amp;<![CDATA[<z>]]><a:three>  3 </a:three><?pi?></a:one>\n");
    EXPECT_EQ(tree.fault, "");
    EXPECT_EQ(tree.root.name, "one");
    EXPECT_EQ(tree.root.attribute("b"), "1 < 2");
    EXPECT_EQ(tree.root.text, "xyA&<z>");
    ASSERT_EQ(tree.root.children.size(), 2U);
    EXPECT_EQ(tree.root.text_at("three"), "3");
    EXPECT_EQ(tree.root.position.line, 3U);
}

TEST(XmlReaderTest, TakesLatin1WhereTheFileSaysSo) {
    auto const tree = tree_of("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xFC</a>");
    EXPECT_EQ(tree.fault, "");
    EXPECT_EQ(tree.root.text, "\xC3\xBC");
}

struct XmlFault {
    std::string text;
    std::string_view fault;
};

TEST(XmlReaderTest, RefusesWhatIsNoXmlOfOurs) {
    XmlFault const cases[] = {
        {"", "no element"},
        {"<a>", "ends within <a>"},
        {"<a></b>", "</b> closes <a>"},
        {"<a/><b/>", "second root"},
        {"<a/>x", "outside the root"},
        {"x<a/>", "outside the root"},
        {"<a b=1/>", "without quotes"},
        {"<a b='1' b='2'/>", "attribute twice"},
        {"<a b='1'c='2'/>", "blank is missing"},
        {"<a b='<'/>", "< within a value"},
        {"<a b>x</a>", "without a value"},
        {"<a>&bomb;</a>", "entity"},
        {"<a>&#0;</a>", "no character"},
        {"<a>&#xD800;</a>", "no character"},
        {"<a>& and more without end</a>", "without its ;"},
        {"<a>& </a>", "entity"},
        {"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type"},
        {"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "document type"},
        {"<a>\xFC</a>", "not UTF-8"},
        {"<a b='\xC0\x80'/>", "not UTF-8"},
        {std::string{"<a>\0</a>", 8}, "control character"},
        {"<?xml version='1.0' encoding='EBCDIC-US'?><a/>", "encoding is ebcdic-us"},
        {std::string{"\xFF\xFE<\0a\0", 6}, "UTF-16"},
        {"<a><!-- x</a>", "before \"-->\""},
        {"<1/>", "a name is expected"},
        {"<a></a b>", "more than a name"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.text);
        auto const tree = tree_of(test.text);
        EXPECT_NE(tree.fault.find(test.fault), std::string::npos) << tree.fault;
    }
}

TEST(XmlReaderTest, BoundsDepthAndText) {
    std::string deep;
    for (int i = 0; i < 100; ++i)
        deep += "<a>";
    EXPECT_NE(tree_of(deep).fault.find("64 deep"), std::string::npos);
    EXPECT_NE(tree_of("<a>" + std::string(3'000'000, 'x') + "</a>").fault.find("1 MiB"),
              std::string::npos);
    EXPECT_NE(tree_of("<a><!--" + std::string(3'000'000, 'x') + "--></a>").fault.find("1 MiB"),
              std::string::npos);
    EXPECT_NE(tree_of("<" + std::string(300, 'x') + "/>").fault.find("256"), std::string::npos);
}

TEST(XmlReaderTest, SaysTheLineOfAFault) {
    EXPECT_EQ(tree_of("<a>\n<b>\n</c></a>").position.line, 3U);
}

}  // namespace
}  // namespace tally::reconcile
