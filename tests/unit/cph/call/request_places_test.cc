// Where the parts of a request go that the public contract has no example of: by the tests' own contract.

#include <string>

#include "adapters/cph/call/page_token.h"
#include "adapters/cph/call/request_builder.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/thing_bindings.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;

template <typename Request>
HttpRequest Build(const std::string& text) {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request)) << text;
  return BuildRequest(ThingBindings().Get<Request>(), request, {"", "p"});
}

std::string Query(const std::string& text) {
  const std::string url = Build<test::v1::ListThingsRequest>(text).url;
  return url.substr(url.find('?') + 1);
}

TEST(RequestPlacesTest, AnEnumStandsInThePathByTheVendorsValue) {
  EXPECT_EQ(Build<test::v1::FindThingsRequest>("kind: KIND_GADGET group_id: 'g'").url,
            "/v1/p/cph-gadget/g/action");
}

TEST(RequestPlacesTest, TheBodyBeginsWithItsConstants) {
  EXPECT_EQ(Build<test::v1::CountThingsRequest>("").body, R"({"action":"count"})");
  EXPECT_EQ(Build<test::v1::FindThingsRequest>("kind: KIND_GADGET group_id: 'g' name: 'n'").body,
            R"({"action":"filter","version":"2","limit":"40","offset":"0","name":"n"})");
}

TEST(RequestPlacesTest, ThePageTravelsInTheBodyAsText) {
  const CallBinding& binding = ThingBindings().Get<test::v1::FindThingsRequest>();
  test::v1::FindThingsRequest request;
  request.set_kind(test::v1::KIND_GADGET);
  request.set_group_id("g");
  request.set_page_size(7);
  request.set_page_token(WritePageToken(binding, request, {14, 0}));
  const HttpRequest http = BuildRequest(binding, request, {"", "p"});
  EXPECT_EQ(http.body, R"({"action":"filter","version":"2","limit":"7","offset":"14"})");
  EXPECT_EQ(http.url.find('?'), std::string::npos) << http.url;
}

TEST(RequestPlacesTest, WhatComesWholeIsAskedForWithoutAPage) {
  const HttpRequest http = Build<test::v1::ListThingsRequest>("page_size: 5");
  EXPECT_EQ(http.url, "/v1/p/things?note=");
  EXPECT_THAT(http.body, IsEmpty());
}

TEST(RequestPlacesTest, ListsStandInTheQueryInTheirForms) {
  EXPECT_EQ(Query("names: ['b', 'a'] note: 'n'"), "name=a&name=b&note=n");
  EXPECT_EQ(Query("colors: [COLOR_BLUE, COLOR_RED]"), "color=1&color=2&color=b&note=")
      << "an enum value with several of the vendor's asks for all of them";
  EXPECT_EQ(Query("shades: [COLOR_BLUE, COLOR_RED]"), "note=&shades=b%2C2%2C1");
  EXPECT_EQ(Query("words: ['b', 'a']"), "note=&words=b%20a");
  EXPECT_EQ(Query("on: true"), "note=&on=1");
}

}  // namespace
}  // namespace cloudphone
