#include "service/simulator/fault_plan.h"

#include <algorithm>
#include <chrono>  // NOLINT(build/c++11)

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "service/simulator/errors.h"
#include "service/simulator/http/percent.h"

namespace cloudphone::simulator {
namespace {

constexpr char kRequestId[] = "{request_id}";
constexpr std::chrono::seconds kPatience{10};

Response Canned(const CannedAnswer& answer, const std::string& request_id) {
  Response response{answer.status, absl::StrReplaceAll(answer.body, {{kRequestId, request_id}}), request_id};
  response.headers = answer.headers;
  return response;
}

}  // namespace

bool Fits(const RoutePattern& route, absl::string_view method, absl::string_view path) {
  if (!route.method.empty() && route.method != method) return false;
  const std::vector<absl::string_view> asked = absl::StrSplit(route.suffix, '/', absl::SkipEmpty());
  const std::vector<absl::string_view> given = absl::StrSplit(path, '/', absl::SkipEmpty());
  return asked.size() <= given.size() && std::equal(asked.rbegin(), asked.rend(), given.rbegin(),
                                                    [](absl::string_view want, absl::string_view have) {
                                                      return want == "*" || want == have;
                                                    });
}

void FaultPlan::Add(Fault fault) {
  MutexLock lock(&mutex_);
  faults_.push_back(std::move(fault));
}

void FaultPlan::Answer(RoutePattern route, CannedAnswer answer, int times) {
  Add({std::move(route), Fault::Kind::kAnswer, times, std::move(answer)});
}

void FaultPlan::Refuse(RoutePattern route, int status, absl::string_view code, absl::string_view message,
                       int times) {
  Answer(std::move(route), {status, ErrorResponse(status, code, message, kRequestId).body}, times);
}

void FaultPlan::Throttle(RoutePattern route, int times, const std::string& retry_after) {
  CannedAnswer answer{kThrottled.status, ErrorResponse(kThrottled, kRequestId).body};
  if (!retry_after.empty()) answer.headers = {{"Retry-After", retry_after}};
  Answer(std::move(route), std::move(answer), times);
}

void FaultPlan::CutBefore(RoutePattern route, int times) {
  Add({std::move(route), Fault::Kind::kCutBefore, times});
}

void FaultPlan::CutAfter(RoutePattern route, int times) {
  Add({std::move(route), Fault::Kind::kCutAfter, times});
}

std::shared_ptr<Hold> FaultPlan::HoldNext(RoutePattern route) {
  auto hold = std::make_shared<Hold>();
  Add({std::move(route), Fault::Kind::kHold, 1, {}, hold});
  return hold;
}

void FaultPlan::Clear() {
  MutexLock lock(&mutex_);
  faults_.clear();
}

size_t FaultPlan::CountLocked(const RoutePattern& route) const {
  size_t count = 0;
  for (const auto& [key, times] : counts_) {
    if (Fits(route, key.first, key.second)) count += times;
  }
  return count;
}

size_t FaultPlan::Count(const RoutePattern& route) const {
  MutexLock lock(&mutex_);
  return CountLocked(route);
}

std::vector<FaultPlan::Counted> FaultPlan::Counts(const RoutePattern& route) const {
  MutexLock lock(&mutex_);
  std::vector<Counted> counts;
  for (const auto& [key, times] : counts_) {
    if (Fits(route, key.first, key.second)) counts.push_back({key.first, key.second, times});
  }
  return counts;
}

void FaultPlan::Reset() {
  MutexLock lock(&mutex_);
  faults_.clear();
  counts_.clear();
  refused_ = 0;
  seen_.clear();
}

bool FaultPlan::WaitForCount(const RoutePattern& route, size_t count) const {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  MutexLock lock(&mutex_);
  while (CountLocked(route) < count) {
    if (!counted_.WaitUntil(&mutex_, deadline)) return CountLocked(route) >= count;
  }
  return true;
}

size_t FaultPlan::CountRefused() const {
  MutexLock lock(&mutex_);
  return refused_;
}

void FaultPlan::Record() {
  MutexLock lock(&mutex_);
  recording_ = true;
}

std::vector<Request> FaultPlan::Seen(const RoutePattern& route) const {
  MutexLock lock(&mutex_);
  std::vector<Request> seen;
  std::copy_if(seen_.begin(), seen_.end(), std::back_inserter(seen),
               [&](const Request& request) { return Fits(route, request.method, PathOf(request.target)); });
  return seen;
}

absl::optional<FaultPlan::Fault> FaultPlan::Meet(const Request& request) {
  MutexLock lock(&mutex_);
  const std::string path(PathOf(request.target));
  ++counts_[{request.method, path}];
  counted_.NotifyAll();
  if (recording_) seen_.push_back(request);
  const auto found = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& fault) {
    return Fits(fault.route, request.method, path);
  });
  if (found == faults_.end()) return absl::nullopt;
  Fault fault = *found;
  if (--found->times <= 0) faults_.erase(found);
  return fault;
}

Response FaultPlan::Apply(const Request& request, const std::string& request_id,
                          absl::FunctionRef<Response()> serve) {
  const absl::optional<Fault> fault = Meet(request);
  if (!fault.has_value()) return serve();
  if (fault->kind == Fault::Kind::kAnswer) return Canned(fault->answer, request_id);
  Response response = fault->kind == Fault::Kind::kCutBefore ? Response{} : serve();
  response.cut = fault->kind != Fault::Kind::kHold;
  response.hold = fault->hold;
  return response;
}

void FaultPlan::NoteRefused() {
  MutexLock lock(&mutex_);
  ++refused_;
}

}  // namespace cloudphone::simulator
