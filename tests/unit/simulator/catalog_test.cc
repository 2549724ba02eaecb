// What can be bought: wire types, filters, pages by offset and by marker.

#include "service/simulator/catalog/catalog.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "service/simulator/catalog/image_routes.h"
#include "tests/unit/simulator/routes_fixture.h"

namespace cloudphone::simulator {
namespace {

class CatalogTest : public RoutesTest {
 protected:
  size_t Count(Serve serve, Query query, const char* rows) {
    EXPECT_EQ(Get(serve, std::move(query)).status, 200);
    return answer_[rows].Size();
  }
  // Reads page after page by marker; the ids of all rows.
  std::vector<std::string> Walk(Serve serve, const char* rows, const char* id, int limit) {
    std::vector<std::string> ids;
    std::string marker;
    do {
      Query query = {{"limit", absl::StrCat(limit)}};
      if (!marker.empty()) query.emplace_back("marker", marker);
      Get(serve, query);
      EXPECT_LE(answer_[rows].Size(), static_cast<rapidjson::SizeType>(limit));
      for (const auto& row : answer_[rows].GetArray()) ids.emplace_back(row[id].GetString());
      marker = answer_["page_info"]["next_marker"].GetString();
    } while (!marker.empty() && ids.size() < 1000);
    return ids;
  }
};

TEST_F(CatalogTest, WritesTheTypesThatClientsInsistOn) {
  Get(&ListPhoneModels, {});
  const auto& model = answer_["phone_models"][0];
  for (const char* text : {"server_model_name", "phone_model_name", "resolution", "extend_spec", "spec_code",
                           "image_label", "fps"})
    EXPECT_TRUE(model[text].IsString()) << text;
  for (const char* number : {"status", "cpu", "memory", "disk", "phone_capacity", "product_type",
                             "phone_model_version", "dpi", "volume_mode", "render_fps", "stream_fps"})
    EXPECT_TRUE(model[number].IsInt()) << number;
  rapidjson::Document spec;
  spec.Parse(model["extend_spec"].GetString());
  EXPECT_TRUE(spec.IsObject()) << "JSON in a text";
  Get(&ListServerModels, {});
  for (const auto& row : answer_["server_models"].GetArray()) {
    EXPECT_TRUE(row["extend_spec"].IsObject()) << "and here no text";
    EXPECT_EQ(row["extend_spec"].HasMember("os_volume"), row["disk_max_num"].GetInt() > 0);
  }
  Get(&ListPhoneImages, {{"image_type", "public"}});
  EXPECT_TRUE(answer_["phone_images"][0]["is_public"].IsInt());
  EXPECT_TRUE(answer_["phone_images"][0]["is_support_encrypt"].IsBool());
  EXPECT_FALSE(answer_["phone_images"][0].HasMember("receive_status")) << "of shared ones only";
}

TEST_F(CatalogTest, EveryPhoneModelHasAServerModelAndAnImage) {
  std::set<std::string> labels, servers;
  std::set<int> versions;
  for (const PhoneImage& image : PhoneImages()) labels.insert(image.image_label);
  for (const ServerModel& model : ServerModels()) servers.insert(model.server_model_name);
  for (const PhoneModel& model : PhoneModels()) {
    EXPECT_EQ(labels.count(model.image_label), 1u) << model.phone_model_name;
    EXPECT_EQ(servers.count(model.server_model_name), 1u) << model.phone_model_name;
    versions.insert(model.phone_model_version);
  }
  EXPECT_EQ(versions, (std::set<int>{0, 1}));
  EXPECT_EQ(FindImage("unknown"), nullptr);
}

TEST_F(CatalogTest, Filters) {
  const struct {
    Serve serve;
    const char* rows;
    Query query;
    size_t count;
  } kRows[] = {
      {&ListPhoneModels, "phone_models", {}, 17},
      {&ListPhoneModels, "phone_models", {{"status", "1"}}, 14},
      {&ListPhoneModels, "phone_models", {{"status", "0"}}, 3},
      {&ListPhoneModels, "phone_models", {{"status", ""}}, 17},
      {&ListServerModels, "server_models", {}, 6},
      {&ListServerModels, "server_models", {{"product_type", "0"}}, 4},
      {&ListServerModels, "server_models", {{"product_type", "1"}}, 2},
      {&ListPhoneImages, "phone_images", {}, 10},
      {&ListPhoneImages, "phone_images", {{"image_type", "all"}}, 10},
      {&ListPhoneImages, "phone_images", {{"image_type", "public"}}, 7},
      {&ListPhoneImages, "phone_images", {{"image_type", "private"}}, 1},
      {&ListPhoneImages, "phone_images", {{"image_type", "share"}}, 2},
  };
  for (const auto& row : kRows) EXPECT_EQ(Count(row.serve, row.query, row.rows), row.count) << row.rows;
}

TEST_F(CatalogTest, PagesOfPhoneModelsGoByOffset) {
  EXPECT_EQ(Count(&ListPhoneModels, {{"limit", "3"}}, "phone_models"), 3u);
  EXPECT_EQ(Count(&ListPhoneModels, {{"limit", "3"}, {"offset", "15"}}, "phone_models"), 2u);
  EXPECT_EQ(Count(&ListPhoneModels, {{"offset", "17"}}, "phone_models"), 0u) << "empty past the end";
  EXPECT_FALSE(answer_.HasMember("count"));
  EXPECT_FALSE(answer_.HasMember("page_info"));
}

TEST_F(CatalogTest, PagesOfImagesAndServerModelsGoByMarker) {
  for (const int limit : {1, 3, 9, 10, 100}) {
    const std::vector<std::string> images = Walk(&ListPhoneImages, "phone_images", "image_id", limit);
    EXPECT_EQ(images.size(), 10u) << limit;
    EXPECT_EQ(std::set<std::string>(images.begin(), images.end()).size(), 10u) << limit;
    EXPECT_EQ(Walk(&ListServerModels, "server_models", "server_model_name", limit).size(), 6u) << limit;
  }
  const std::string last = "4d3f7e5a6c6b40d8c2e6a4dab8f29315";
  EXPECT_EQ(Count(&ListPhoneImages, {{"marker", last}}, "phone_images"), 0u) << "nothing after the last";
  EXPECT_STREQ(answer_["page_info"]["next_marker"].GetString(), "");
}

TEST_F(CatalogTest, RefusesWhatTheDocumentsRefuse) {
  const struct {
    Serve serve;
    Query query;
    const char* error;
  } kRows[] = {
      {&ListPhoneModels, {{"limit", "0"}}, "400 CPS.0002"},
      {&ListPhoneModels, {{"limit", "101"}}, "400 CPS.0002"},
      {&ListPhoneModels, {{"offset", "-1"}}, "400 CPS.0002"},
      {&ListPhoneModels, {{"offset", "x"}}, "400 CPS.0002"},
      {&ListPhoneModels, {{"status", "2"}}, "400 CPS.0010"},
      {&ListPhoneImages, {{"limit", "500"}}, "200 "},
      {&ListPhoneImages, {{"limit", "501"}}, "400 CPS.0002"},
      {&ListPhoneImages, {{"limit", "0"}}, "400 CPS.0002"},
      {&ListPhoneImages, {{"marker", "unknown"}}, "400 CPS.0002"},
      {&ListPhoneImages, {{"image_type", "shared"}}, "400 CPS.0116"},
      {&ListServerModels, {{"limit", "101"}}, "400 CPS.0002"},
      {&ListServerModels, {{"product_type", "2"}}, "400 CPS.0144"},
      {&ListServerModels, {{"product_type", "x"}}, "400 CPS.0144"},
  };
  for (const auto& row : kRows) EXPECT_EQ(ErrorOf(row.serve, row.query), row.error) << row.query[0].second;
}

}  // namespace
}  // namespace cloudphone::simulator
