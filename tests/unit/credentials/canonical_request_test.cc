#include "adapters/credentials/canonical_request.h"

#include <string>

#include "gtest/gtest.h"

namespace cloudphone {
namespace {

struct Row {
  const char* given;
  const char* canonical;
};

TEST(CanonicalPathTest, DecodesThenEncodesAndEndsInASlash) {
  const Row kRows[] = {
      {"", "/"},
      {"/", "/"},
      {"/v1/phones", "/v1/phones/"},
      {"/v1/phones/", "/v1/phones/"},
      {"/a%2Fb", "/a/b/"},
      {"/%7e%2d%5f%2e%41", "/~-_.A/"},
      {"/a b+c", "/a%20b%2Bc/"},
      {"/\xE4\xBA\x91", "/%E4%BA%91/"},
      {"/%e4%ba%91", "/%E4%BA%91/"},
      {"/100%", "/100%25/"},
      {"/%4", "/%254/"},
      {"/%zz%4z", "/%25zz%254z/"},
      {"//", "//"},
  };
  for (const Row& row : kRows) EXPECT_EQ(CanonicalPath(row.given), row.canonical) << row.given;
}

TEST(CanonicalQueryTest, SortsByDecodedNameThenValue) {
  const Row kRows[] = {
      {"", ""},
      {"b=2&a=1", "a=1&b=2"},
      {"a=2&a=10&a=", "a=&a=10&a=2"},
      {"flag&x=1", "flag=&x=1"},
      {"&&a=1&", "a=1"},
      {"a=b=c", "a=b%3Dc"},
      {"a=1+2", "a=1%2B2"},
      {"a=%2f", "a=%2F"},
      {"%62=1&a=1", "a=1&b=1"},
      // As encoded text "%E6" would come first; as bytes it comes last.
      {"%E6%A0%87=v&b=1", "b=1&%E6%A0%87=v"},
      // A whole name sorts before a longer one, whatever separates it from its value.
      {"a-b=1&a=2", "a=2&a-b=1"},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(CanonicalQuery(row.given), row.canonical) << row.given;
    EXPECT_EQ(CanonicalQuery(row.canonical), row.canonical) << "canonical text stays as it is";
  }
}

TEST(CanonicalRequestTest, TrimsHeaderValuesButKeepsInnerSpaces) {
  const std::vector<HttpHeader> headers = {{"X-Note", " \ta  b "}};
  const std::vector<std::string> names = {"x-note"};
  EXPECT_EQ(CanonicalRequest({"get", "/", "", headers, names, ""}),
            "GET\n/\n\nx-note:a  b\n\nx-note\n"
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace cloudphone
