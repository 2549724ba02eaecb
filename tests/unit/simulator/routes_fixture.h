#ifndef CLOUDPHONE_TESTS_UNIT_SIMULATOR_ROUTES_FIXTURE_H_
#define CLOUDPHONE_TESTS_UNIT_SIMULATOR_ROUTES_FIXTURE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "service/simulator/catalog/catalog_routes.h"
#include "service/simulator/job_routes.h"
#include "service/simulator/orders/purchase_routes.h"
#include "service/simulator/phones/phone_action_routes.h"
#include "service/simulator/phones/phone_routes.h"
#include "service/simulator/servers/bandwidth_routes.h"
#include "service/simulator/servers/encode_server_routes.h"
#include "service/simulator/servers/scheduled_event_routes.h"
#include "service/simulator/servers/server_action_routes.h"
#include "service/simulator/servers/server_change_routes.h"
#include "service/simulator/servers/server_routes.h"
#include "service/simulator/servers/tag_routes.h"

namespace cloudphone::simulator {

// Calls the routes of a world past the signature; the test turns `now_`.
class RoutesTest : public ::testing::Test {
 protected:
  using Query = std::vector<std::pair<std::string, std::string>>;
  using Serve = Response (*)(const Call&);

  explicit RoutesTest(const WorldOptions& options = {})
      : now_(absl::FromUnixSeconds(1700000000)), world_(options, now_) {}

  // Calls a route; its answer, which must be JSON with its request_id, is in answer_.
  Response Get(Serve serve, Query query, const std::string& id = "", const std::string& body = "") {
    Response response = GetPlain(serve, std::move(query), "", id, body);
    EXPECT_EQ(answer_["request_id"].GetString(), response.request_id);
    return response;
  }
  // The same for the calls whose answers have no request_id, or no body.
  Response GetPlain(Serve serve, Query query, const std::string& parent_id, const std::string& id,
                    const std::string& body = "") {
    world_.Settle(now_);
    Response response = serve({&world_, world_.NewId(), id, std::move(query), &body, parent_id});
    answer_.SetObject();
    if (response.status == 204) {
      EXPECT_EQ(response.body, "");
      return response;
    }
    answer_.Parse(response.body.data(), response.body.size());
    EXPECT_FALSE(answer_.HasParseError()) << response.body;
    return response;
  }
  Response Send(Serve serve, const std::string& body) { return Get(serve, {}, "", body); }

  // "404 CPS.0005", or "200 " where the call was served.
  std::string ErrorOf(Serve serve, Query query, const std::string& id = "", const std::string& body = "") {
    Response response = Get(serve, std::move(query), id, body);
    return absl::StrCat(response.status, " ",
                        answer_.HasMember("error_code") ? answer_["error_code"].GetString() : "");
  }
  // The error of the first job of the last answer, or nothing where it was started.
  std::string RefusalOfFirst() {
    const auto& job = answer_["jobs"][0];
    EXPECT_NE(job.HasMember("job_id"), job.HasMember("error_code")) << "one of the two";
    return job.HasMember("error_code") ? job["error_code"].GetString() : "";
  }

  static std::string PhonesBody(const std::string& phone_id, const std::string& more = "") {
    return absl::StrCat(R"({"phones":[{"phone_id":")", phone_id, R"(","property":""}])", more, "}");
  }
  static std::string PhoneIds(const std::string& phone_id) {
    return absl::StrCat(R"({"phone_ids":[")", phone_id, "\"]}");
  }

  Phone& Named(const std::string& name) {
    Phone* const phone = world_.FindPhoneNamed(name);
    EXPECT_NE(phone, nullptr) << name;
    return phone == nullptr ? *world_.FindPhone(world_.phones().front().id) : *phone;
  }
  int StatusOf(const std::string& phone_id) {
    world_.Settle(now_);
    return world_.FindPhone(phone_id)->status;
  }

  absl::Time now_;
  World world_;
  rapidjson::Document answer_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_TESTS_UNIT_SIMULATOR_ROUTES_FIXTURE_H_
