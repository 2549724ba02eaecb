#ifndef CLOUDPHONE_TESTS_UNIT_SIMULATOR_DEVICE_FIXTURE_H_
#define CLOUDPHONE_TESTS_UNIT_SIMULATOR_DEVICE_FIXTURE_H_

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"
#include "service/simulator/object_store/object_store.h"
#include "service/simulator/simulator.h"
#include "service/simulator/world.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {

// A bucket or two in memory. A test changes them in Simulator::Edit.
class FakeObjects : public ObjectLookup {
 public:
  absl::optional<uint64_t> Size(const std::string& bucket, const std::string& key) const override {
    if (const auto size = sizes.find(absl::StrCat(bucket, "/", key)); size != sizes.end())
      return size->second;
    const auto found = objects.find(absl::StrCat(bucket, "/", key));
    return found == objects.end() ? absl::nullopt : absl::optional<uint64_t>(found->second.size());
  }
  std::string Read(const std::string& bucket, const std::string& key, uint64_t offset,
                   uint64_t length) const override {
    const auto found = objects.find(absl::StrCat(bucket, "/", key));
    if (found == objects.end() || offset >= found->second.size()) return "";
    return found->second.substr(offset, length);
  }
  bool Put(const std::string& bucket, const std::string& key, std::string bytes) override {
    if (bucket == "no-such-bucket") return false;
    objects[absl::StrCat(bucket, "/", key)] = std::move(bytes);
    return true;
  }

  std::map<std::string, std::string> objects;  // By bucket/key.
  std::map<std::string, uint64_t> sizes;       // Of what is said to be larger than it is.
};

// A simulator with two servers of six phones each, called over its socket.
class DeviceTest : public ::testing::Test {
 protected:
  DeviceTest() {
    SimulatorOptions options;
    options.phones_per_server = 6;
    Start(options);
  }

  void Start(const SimulatorOptions& options) {
    auto started = Simulator::Start(options, &clock_);
    ASSERT_TRUE(started.ok()) << started.status();
    simulator_ = *std::move(started);
    simulator_->Edit([this](World* world) { world->devices().SetObjects(objects_.get()); });
    keys_ = {options.access_key, options.secret_key, options.security_token, options.project_id};
  }

  // Calls; how it went is in outcome_, "404 CPS.0005" or "200 ". A query has its keys in order, and slashes
  // as they are.
  rapidjson::Document Call(absl::string_view method, const std::string& path, const std::string& body = "") {
    const size_t mark = std::min(path.find('?'), path.size());
    const std::string target =
        absl::StrCat(path.substr(0, mark), absl::StrReplaceAll(path.substr(mark), {{"/", "%2F"}}));
    SigningClient client(simulator_->address(), keys_, clock_.Now());
    rapidjson::Document answer = client.Call(method, target, body);
    outcome_ = client.outcome();
    error_text_ = client.error_text();
    return answer;
  }
  std::string Outcome(absl::string_view method, const std::string& path, const std::string& body = "") {
    Call(method, path, body);
    return outcome_;
  }

  // The ids of what stands under that name at the beginning: "cph-server-1-00001".
  std::string PhoneId(const std::string& name) {
    std::string id;
    simulator_->Edit([&](World* world) { id = world->FindPhoneNamed(name)->id; });
    return id;
  }
  std::string ServerId(int number) {
    std::string id;
    simulator_->Edit([&](World* world) {
      for (const Server& server : world->servers()) {
        if (server.number == number) id = server.id;
      }
    });
    return id;
  }
  void SetStatus(const std::string& phone_id, int status) {
    simulator_->Edit([&](World* world) { world->FindPhone(phone_id)->status = status; });
  }

  // Lets all jobs end.
  void PassTime(absl::Duration time = absl::Seconds(2)) { clock_.Advance(time); }
  // The job of an item when it has ended: "2 " and its output, "-1 CPS.0191 " and its output; the code of an
  // item that was refused.
  std::string EndOf(const rapidjson::Value& item) {
    if (item.HasMember("error_code")) return item["error_code"].GetString();
    PassTime();
    const auto job = Call("GET", absl::StrCat("/cloud-phone/jobs/", item["job_id"].GetString()));
    const std::string code =
        job["error_code"].IsString() ? absl::StrCat(job["error_code"].GetString(), " ") : "";
    const std::string output = job["execute_msg"].IsString() ? job["execute_msg"].GetString() : "";
    return absl::StrCat(job["status"].GetInt(), " ", code, output);
  }
  // The same of the first item of the call, or how the whole call was refused.
  std::string FirstEnd(absl::string_view method, const std::string& path, const std::string& body = "") {
    const auto answer = Call(method, path, body);
    return answer.HasMember("jobs") ? EndOf(answer["jobs"][0]) : outcome_;
  }

  FakeTimers clock_;
  const std::unique_ptr<FakeObjects> objects_ = std::make_unique<FakeObjects>();
  std::unique_ptr<Simulator> simulator_;
  SigningKeys keys_;
  std::string outcome_;
  std::string error_text_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_TESTS_UNIT_SIMULATOR_DEVICE_FIXTURE_H_
