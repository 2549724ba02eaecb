#include "service/gateway/looks/look.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "adapters/runtime/mutex.h"
#include "adapters/status/rich_status.h"
#include "cloudphone/v1/server_service.pb.h"
#include "service/gateway/looks/look_targets.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// A look takes at most so long, and at most a quarter of what the caller allows.
constexpr absl::Duration kLongest = absl::Seconds(3);
// What a request names beyond that is not looked at: the vendor takes 50 objects and 10 servers in one call.
constexpr size_t kMostTargets = 50;
// How many servers a message names, which travels twice and must stay small; the metadata has all of them.
constexpr size_t kMostNamed = 10;

absl::Status MissingObject(const ObjectName& object) {
  RichError error;
  error.code = google::rpc::NOT_FOUND;
  error.reason = "OBJECT_NOT_FOUND";
  error.message = absl::StrCat("there is no ", ObjectUri(object), "; nothing was sent");
  error.resource_type = "object";
  error.resource_name = ObjectUri(object);
  return ToStatus(error);
}

absl::Status SubscribedServers(const std::vector<std::string>& ids) {
  const size_t named = std::min(ids.size(), kMostNamed);
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = "SUBSCRIPTION_SERVER";
  error.message = absl::StrCat("subscriptions cannot be deleted, only ended by UnsubscribeServers: ",
                               absl::StrJoin(absl::MakeConstSpan(ids).first(named), ", "),
                               ids.size() > named ? " and others" : "", "; nothing was sent");
  error.metadata["server_ids"] = absl::StrJoin(ids, ",");
  error.precondition_subject = ids.front();
  return ToStatus(error);
}

// Several reads at once; the last one that ends makes the whole of them. Each target has a mark: whether it
// was seen, and whether that speaks against the write.
class Look {
 public:
  enum class Mark { kUnknown, kFine, kBad };
  using Judge = absl::AnyInvocable<Looked(const std::vector<Mark>&) &&>;

  Look(size_t targets, Judge judge, LookDone done)
      : judge_(std::move(judge)), done_(std::move(done)), marks_(targets, Mark::kUnknown), left_(targets) {}

  void Set(size_t target, Mark mark) {
    std::vector<Mark> marks;
    {
      MutexLock lock(&mutex_);
      marks_[target] = mark;
      if (--left_ > 0) return;
      marks.swap(marks_);
    }
    std::move(done_)(std::move(judge_)(marks));
  }

 private:
  Judge judge_;
  LookDone done_;
  Mutex mutex_;
  std::vector<Mark> marks_ ABSL_GUARDED_BY(mutex_);
  size_t left_ ABSL_GUARDED_BY(mutex_);
};

using Mark = Look::Mark;

Looked JudgeObjects(const std::vector<ObjectName>& objects, const std::vector<Mark>& marks) {
  const auto missing = std::find(marks.begin(), marks.end(), Mark::kBad);
  if (missing != marks.end()) return {MissingObject(objects[missing - marks.begin()]), ""};
  const bool all_seen = std::find(marks.begin(), marks.end(), Mark::kUnknown) == marks.end();
  return {absl::OkStatus(), all_seen ? objects.front().bucket : ""};
}

Looked JudgeServers(const std::vector<std::string>& ids, const std::vector<Mark>& marks) {
  std::vector<std::string> subscribed;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (marks[i] == Mark::kBad) subscribed.push_back(ids[i]);
  }
  return {subscribed.empty() ? absl::OkStatus() : SubscribedServers(subscribed), ""};
}

void LookAtObjects(ObjectStore* store, std::vector<ObjectName> objects, absl::Time deadline, LookDone done) {
  const auto look = std::make_shared<Look>(
      objects.size(), [objects](const std::vector<Mark>& marks) { return JudgeObjects(objects, marks); },
      std::move(done));
  for (size_t i = 0; i < objects.size(); ++i) {
    store->Stat(objects[i], deadline, [look, i](const absl::StatusOr<ObjectStat>& stat) {
      look->Set(i, stat.ok() ? Mark::kFine : absl::IsNotFound(stat.status()) ? Mark::kBad : Mark::kUnknown);
    });
  }
}

Mark MarkOf(const CallResult& result) {
  if (!result.status.ok()) return Mark::kUnknown;
  const auto& server = static_cast<const v1::GetServerResponse*>(result.response)->server();
  return server.metadata().charging_mode() == v1::CHARGING_MODE_SUBSCRIPTION ? Mark::kBad : Mark::kFine;
}

// False where no look could begin.
bool LookAtServers(CphClient* client, const std::vector<std::string>& ids, absl::Time deadline,
                   LookDone* done) {
  std::vector<std::shared_ptr<v1::GetServerRequest>> requests;
  for (const std::string& id : ids) {
    requests.push_back(std::make_shared<v1::GetServerRequest>());
    requests.back()->set_server_id(id);
    // One that GetServer takes not is the vendor's to refuse.
    if (!client->Check(*requests.back()).ok()) return false;
  }
  const auto look = std::make_shared<Look>(
      ids.size(), [ids](const std::vector<Mark>& marks) { return JudgeServers(ids, marks); },
      std::move(*done));
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto call = client->Call(
        std::move(requests[i]), deadline,
        [look, i](const CallResult& result) { look->Set(i, MarkOf(result)); }, CphClient::Repeats::kNone);
    if (!call.ok()) look->Set(i, Mark::kUnknown);  // Checked above, so only a bug comes here.
  }
  return true;
}

}  // namespace

bool StartLook(Account* account, const Message& request, absl::Time now, absl::Time deadline,
               LookDone* done) {
  const absl::Time until = now + std::min(kLongest, (deadline - now) / 4);
  if (const std::vector<std::string> ids = ServersToDelete(request);
      !ids.empty() && ids.size() <= kMostTargets)
    return account->looks_first() && account->client().Check(request).ok() &&
           LookAtServers(&account->client(), ids, until, done);
  if (account->objects() == nullptr || !account->looks_first()) return false;
  std::vector<ObjectName> objects = ObjectsOf(request);
  if (objects.empty() || objects.size() > kMostTargets || !account->client().Check(request).ok())
    return false;
  LookAtObjects(account->objects(), std::move(objects), until, std::move(*done));
  return true;
}

}  // namespace cloudphone
