// Whether a scenario makes sense.

#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "adapters/runtime/file_descriptor.h"
#include "service/serving/config/config_reader.h"
#include "service/serving/config/fault_finder.h"
#include "service/simulator/catalog/catalog.h"
#include "service/simulator/control/fault_request.h"
#include "service/simulator/control/scenario.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/phones/property_rules.h"
#include "service/simulator/servers/tags.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxServers = 250;
constexpr uint32_t kMaxPhones = 2000;
constexpr uint32_t kDefaultPhones = 60;
constexpr absl::Duration kMaxJobTime = absl::Hours(24);
constexpr char kNotSet[] = "is not set";
constexpr char kTwice[] = "stands twice";

// As CPS.0054.
bool IsCode(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('.', 1));
  return !parts.first.empty() && absl::c_all_of(parts.first, absl::ascii_isalpha) && !parts.second.empty() &&
         absl::c_all_of(parts.second, absl::ascii_isdigit);
}

template <typename List>
void CheckFailures(const List& failures, const std::string& owner, FaultFinder* finder) {
  std::set<v1::JobKind> jobs;
  for (int i = 0; i < failures.size(); ++i) {
    const v1::Failure& failure = failures[i];
    const std::string path = absl::StrCat(owner, ".failures[", i, "]");
    finder->Expect(failure.job() != v1::JOB_KIND_UNSPECIFIED, path + ".job", kNotSet);
    finder->Expect(jobs.insert(failure.job()).second, path + ".job", kTwice);
    finder->Expect(failure.code().empty() || IsCode(failure.code()), path + ".code",
                   "is no code such as CPS.0054");
    finder->ExpectWithin(true, failure.times(), path + ".times", 0, kMaxFaultTimes);
  }
}

// What the phones' own calls refuse, a scenario cannot have either. No value is shown.
void CheckProperties(const v1::ScenarioPhone& phone, const std::string& owner, FaultFinder* finder) {
  for (const auto& [key, value] : phone.properties()) {
    Properties ignored;
    const absl::optional<ItemError> error = ReadProperties(PropertyText({{key, value}}), &ignored);
    if (error.has_value())
      finder->Expect(false, absl::StrCat(owner, ".properties.", key),
                     absl::StrCat("is refused with ", error->code, ", ", error->message));
  }
}

void CheckPhones(const v1::ScenarioServer& server, const std::string& owner, FaultFinder* finder) {
  const uint32_t phones = server.has_phones() ? server.phones() : kDefaultPhones;
  std::set<uint32_t> numbers;
  for (int i = 0; i < server.special_phones_size(); ++i) {
    const v1::ScenarioPhone& phone = server.special_phones(i);
    const std::string path = absl::StrCat(owner, ".special_phones[", i, "]");
    finder->Expect(phone.number() >= 1 && phone.number() <= phones, path + ".number",
                   absl::StrCat("is not 1 to ", phones));
    finder->Expect(numbers.insert(phone.number()).second, path + ".number", kTwice);
    CheckProperties(phone, path, finder);
    CheckFailures(phone.failures(), path, finder);
  }
}

void CheckServers(const v1::Scenario& scenario, FaultFinder* finder) {
  finder->Expect(scenario.servers_size() <= kMaxServers, "servers", "are too many");
  std::set<std::string> names;
  for (int i = 0; i < scenario.servers_size(); ++i) {
    const v1::ScenarioServer& server = scenario.servers(i);
    const std::string path = absl::StrCat("servers[", i, "]");
    finder->Expect(server.name().empty() || IsName(server.name()), path + ".name",
                   "is not 1 to 60 letters, digits, - and _");
    finder->Expect(names.insert(NameOfServer(scenario, i)).second, path + ".name", kTwice);
    finder->ExpectWithin(server.has_phones(), server.phones(), path + ".phones", 0, kMaxPhones);
    finder->Expect(server.phone_model().empty() || FindPhoneModel(server.phone_model()) != nullptr,
                   path + ".phone_model", "is none of the catalogue");
    for (const auto& [key, value] : server.tags())
      finder->Expect(IsTagKey(key) && IsTagValue(value), path + ".tags", "is no tag of the vendor's");
    CheckFailures(server.failures(), path, finder);
    CheckPhones(server, path, finder);
  }
}

void CheckFaults(const v1::Scenario& scenario, FaultFinder* finder) {
  for (int i = 0; i < scenario.faults_size(); ++i) {
    const v1::Fault& fault = scenario.faults(i);
    const std::string path = absl::StrCat("faults[", i, "]");
    finder->Expect(IsFaultMethod(fault.method()), path + ".method", "is no method of HTTP");
    finder->ExpectWithin(true, fault.times(), path + ".times", 0, kMaxFaultTimes);
    finder->Expect(fault.what_case() != v1::Fault::WHAT_NOT_SET, path,
                   "has none of answer, refuse, throttle and cut");
    finder->ExpectWithin(fault.answer().status() != 0, fault.answer().status(), path + ".answer.status", 200,
                         599);
    finder->ExpectWithin(fault.refuse().status() != 0, fault.refuse().status(), path + ".refuse.status", 400,
                         599);
    finder->Expect(!fault.has_refuse() || !fault.refuse().code().empty(), path + ".refuse.code", kNotSet);
    for (const auto& [name, value] : fault.answer().headers())
      finder->Expect(IsFaultHeader(name, value), absl::StrCat(path, ".answer.headers.", name),
                     "is no header");
    finder->Expect(IsFaultHeader("Retry-After", fault.throttle().retry_after()),
                   path + ".throttle.retry_after", "is no header");
  }
}

void CheckJobTimes(const v1::Scenario& scenario, FaultFinder* finder) {
  std::set<v1::JobKind> jobs;
  for (int i = 0; i < scenario.job_times_size(); ++i) {
    const v1::JobTime& time = scenario.job_times(i);
    const std::string path = absl::StrCat("job_times[", i, "]");
    finder->Expect(time.job() != v1::JOB_KIND_UNSPECIFIED, path + ".job", kNotSet);
    finder->Expect(jobs.insert(time.job()).second, path + ".job", kTwice);
    finder->ExpectDuration(true, time.takes(), path + ".takes", absl::ZeroDuration(), kMaxJobTime);
  }
}

absl::Status CheckScenario(const v1::Scenario& scenario, const ConfigLines& lines) {
  FaultFinder finder(lines);
  finder.ExpectDuration(scenario.has_job_duration(), scenario.job_duration(), "job_duration",
                        absl::ZeroDuration(), kMaxJobTime);
  CheckJobTimes(scenario, &finder);
  CheckServers(scenario, &finder);
  CheckFaults(scenario, &finder);
  return finder.status();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const v1::Scenario>> LoadScenario(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return text.status();
  auto scenario = std::make_shared<v1::Scenario>();
  absl::StatusOr<ConfigLines> lines = ReadConfig(path, *text, scenario.get());
  if (!lines.ok()) return lines.status();
  if (absl::Status status = CheckScenario(*scenario, *lines); !status.ok()) return status;
  return std::shared_ptr<const v1::Scenario>(std::move(scenario));
}

}  // namespace cloudphone::simulator
