#ifndef CLOUDPHONE_TESTS_UNIT_SIMULATOR_CLOUD_FIXTURE_H_
#define CLOUDPHONE_TESTS_UNIT_SIMULATOR_CLOUD_FIXTURE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"
#include "rapidjson/document.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {

// Calls a whole simulator over its socket, signed, in any version of its paths; the test turns `clock_`.
class CloudTest : public ::testing::Test {
 protected:
  explicit CloudTest(const SimulatorOptions& options = {}) : options_(options) {
    auto started = Simulator::Start(options_, &clock_);
    EXPECT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
  }

  // Sends a call for "v2/cloud-phone/servers", say, where the version stands before the project; a path that
  // begins with a slash goes as it is. Returns the HTTP status and the error code, if there is one: "200 ",
  // "404 CPS.0015". The answer is in answer_, null where it has no body.
  std::string Send(absl::string_view method, absl::string_view path, absl::string_view body = "",
                   bool chunked = false) {
    return SendAs({{"host", simulator_->address()}}, method, path, body, chunked);
  }
  // The same with just these headers signed beside the date.
  std::string SendAs(const std::map<std::string, std::string>& headers, absl::string_view method,
                     absl::string_view path, absl::string_view body, bool chunked) {
    SigningClient client(simulator_->address(),
                         {options_.access_key, options_.secret_key, "", options_.project_id}, clock_.Now());
    const size_t slash = path.find('/');
    const std::string target =
        slash == 0 ? std::string(path)
                   : absl::StrCat("/", path.substr(0, slash), "/", options_.project_id, path.substr(slash));
    client.SendWithHeaders(method, target, headers, body, chunked);
    const LoopbackClient::Answer answer = client.ReadAnswer();
    const auto type = answer.headers.find("content-type");
    content_type_ = type == answer.headers.end() ? "" : type->second;
    rapidjson::Document parsed;
    if (!answer.body.empty()) parsed.Parse(answer.body.data(), answer.body.size());
    answer_.Swap(parsed);
    body_ = answer.body;
    EXPECT_FALSE(answer_.HasParseError()) << answer.body;
    const bool has_code = answer_.IsObject() && answer_.HasMember("error_code") && answer.status >= 400;
    return absl::StrCat(answer.status, " ", has_code ? answer_["error_code"].GetString() : "");
  }
  std::string Get(absl::string_view path) { return Send("GET", path); }

  // A member of the answer, "jobs[0].job_id" say, as its JSON stands for: texts as they are, numbers in
  // digits, "-" where there is none.
  std::string At(absl::string_view path) {
    const rapidjson::Value* value = &answer_;
    while (!path.empty()) {
      const size_t end = path.find_first_of(".[", path[0] == '[' ? 1 : 0);
      const absl::string_view step = path.substr(0, end);
      path = end == absl::string_view::npos ? "" : path.substr(path[end] == '.' ? end + 1 : end);
      if (step[0] == '[') {
        const int index = std::stoi(std::string(step.substr(1)));
        if (!value->IsArray() || static_cast<int>(value->Size()) <= index) return "-";
        value = &(*value)[static_cast<rapidjson::SizeType>(index)];
      } else {
        if (!value->IsObject() || !value->HasMember(std::string(step).c_str())) return "-";
        value = &(*value)[std::string(step).c_str()];
      }
    }
    if (value->IsString()) return value->GetString();
    if (value->IsInt64()) return absl::StrCat(value->GetInt64());
    if (value->IsBool()) return value->GetBool() ? "true" : "false";
    if (value->IsArray()) return absl::StrCat("[", value->Size(), "]");
    return value->IsNull() ? "null" : "{}";
  }

  // "2", "-1 CPS.0054": how a job ended.
  std::string OutcomeOf(const std::string& job_id) {
    EXPECT_EQ(Get(absl::StrCat("v1/cloud-phone/jobs/", job_id)), "200 ");
    const std::string code = At("error_code");
    return code == "null" ? At("status") : absl::StrCat(At("status"), " ", code);
  }
  std::string ServerId(const std::string& name) {
    std::string id;
    simulator_->Edit([&](World* world) {
      for (const Server& server : world->servers()) {
        if (server.name == name) id = server.id;
      }
    });
    EXPECT_NE(id, "") << name;
    return id;
  }
  // Shows the server; its detail is in answer_.
  std::string Show(const std::string& server_id) {
    return Get(absl::StrCat("v1/cloud-phone/servers/", server_id));
  }
  // "adb 5555 public, p1 10000": the ports of a server's newest phone, and which have a public address.
  std::string PortsOf(const std::string& server_id) {
    Get(absl::StrCat("v1/cloud-phone/phones?limit=1&server_id=", server_id));
    Get(absl::StrCat("v1/cloud-phone/phones/", At("phones[0].phone_id")));
    std::vector<std::string> ports;
    for (int i = 0; At(absl::StrCat("access_infos[", i, "]")) != "-"; ++i) {
      const std::string port = absl::StrCat("access_infos[", i, "].");
      EXPECT_EQ(At(port + "access_ip"), At(port + "public_ip"));
      ports.push_back(absl::StrCat(At(port + "type"), " ", At(port + "listen_port"),
                                   At(port + "public_ip").empty() ? "" : " public"));
    }
    return absl::StrJoin(ports, ", ");
  }
  // Lets every job end that was started.
  void FinishJobs() { clock_.Advance(options_.job_duration); }

  const SimulatorOptions options_;
  FakeTimers clock_;
  std::unique_ptr<Simulator> simulator_;
  rapidjson::Document answer_;
  std::string body_;
  std::string content_type_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_TESTS_UNIT_SIMULATOR_CLOUD_FIXTURE_H_
