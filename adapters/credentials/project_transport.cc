#include "adapters/credentials/project_transport.h"

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "adapters/credentials/iam_calls.h"
#include "adapters/credentials/project_id.h"
#include "adapters/http/outgoing_calls.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

class ProjectTransport::Core : public std::enable_shared_from_this<Core> {
 public:
  Core(HttpTransport* next, std::string iam_endpoint, std::string region, Timers* timers, Options options)
      : next_(next),
        iam_endpoint_(std::move(iam_endpoint)),
        region_(std::move(region)),
        timers_(timers),
        look_up_timeout_(options.look_up_timeout),
        max_waiting_(options.max_waiting),
        on_trouble_(std::move(options.on_trouble)),
        calls_(std::make_shared<OutgoingCalls>(next, timers, options.max_waiting)),
        gate_(options.gate) {}

  CallId Send(HttpRequest request, HttpDone done) ABSL_LOCKS_EXCLUDED(mutex_);
  void Cancel(CallId id) { calls_->Cancel(id); }
  void End() { calls_->End(); }

 private:
  // What becomes of a new call; it may be in line already.
  struct Judgement {
    std::string project_id;  // It leaves, with this.
    bool look_up = false;    // It waits for a look-up that starts now.
    AccountGate::Pass pass;  // Of that.
    HttpResult refusal;      // It ends, if this is a failure.
  };

  Judgement JudgeLocked(CallId id) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SendWith(const std::string& project_id, CallId id);
  void LookUp(const AccountGate::Pass& pass);
  void OnProjects(const AccountGate::Pass& pass, const HttpResult& result) ABSL_LOCKS_EXCLUDED(mutex_);

  HttpTransport* const next_;
  const std::string iam_endpoint_;
  const std::string region_;
  Timers* const timers_;
  const absl::Duration look_up_timeout_;
  const size_t max_waiting_;
  TroubleListener on_trouble_;
  const std::shared_ptr<OutgoingCalls> calls_;

  Mutex mutex_;
  AccountGate gate_ ABSL_GUARDED_BY(mutex_);  // Of the look-ups; proven once the id is known.
  std::string project_id_ ABSL_GUARDED_BY(mutex_);
  std::string trouble_ ABSL_GUARDED_BY(mutex_);  // What went wrong last.
};

HttpTransport::CallId ProjectTransport::Core::Send(HttpRequest request, HttpDone done) {
  const CallId id = calls_->Open(std::move(request), std::move(done));
  Judgement judgement;
  {
    MutexLock lock(&mutex_);
    judgement = JudgeLocked(id);
  }
  if (!judgement.project_id.empty()) SendWith(judgement.project_id, id);
  if (judgement.refusal.failure != HttpFailure::kNone) calls_->FinishLater(id, std::move(judgement.refusal));
  if (judgement.look_up) LookUp(judgement.pass);
  return id;
}

ProjectTransport::Core::Judgement ProjectTransport::Core::JudgeLocked(CallId id) {
  Judgement judgement;
  judgement.project_id = project_id_;
  if (!project_id_.empty()) return judgement;
  const absl::Time now = timers_->Now();
  const AccountGate::Verdict verdict = gate_.Admit(now, &judgement.pass);
  judgement.look_up = verdict == AccountGate::Verdict::kSend;
  if (verdict == AccountGate::Verdict::kRefuse) {
    judgement.refusal = NeverSent(HttpFailure::kHeldBack, absl::StrCat("the project is not known: ", trouble_,
                                                                       "; ", gate_.WhenNext(now)));
  } else if (!calls_->LineUp(id)) {
    judgement.refusal = NeverSent(HttpFailure::kTooManyWaiting,
                                  absl::StrCat(max_waiting_, " calls wait already for the project's id"));
  }
  return judgement;
}

void ProjectTransport::Core::SendWith(const std::string& project_id, CallId id) {
  HttpRequest request = calls_->TakeRequest(id);
  FillProjectId(project_id, &request);
  request.headers.push_back({"X-Project-Id", project_id});
  calls_->Send(id, std::move(request), [self = shared_from_this(), id](HttpResult result) {
    self->calls_->Finish(id, std::move(result));
  });
}

void ProjectTransport::Core::LookUp(const AccountGate::Pass& pass) {
  next_->Send(
      ProjectsRequest(iam_endpoint_, region_, timers_->Now() + look_up_timeout_),
      [self = shared_from_this(), pass](const HttpResult& result) { self->OnProjects(pass, result); });
}

void ProjectTransport::Core::OnProjects(const AccountGate::Pass& pass, const HttpResult& result) {
  const absl::StatusOr<std::string> project_id = ReadProjects(result, region_);
  const AccountGate::Outcome outcome = OutcomeOf(project_id.status());
  std::vector<CallId> line;
  {
    MutexLock lock(&mutex_);
    gate_.Report(pass, outcome, timers_->Now());
    if (project_id.ok()) project_id_ = *project_id;
    trouble_ = std::string(project_id.status().message());
    while (const CallId id = calls_->TakeFirst()) line.push_back(id);
  }
  if (!project_id.ok() && on_trouble_ != nullptr) on_trouble_(project_id.status().message());
  for (const CallId id : line) {
    if (project_id.ok()) {
      SendWith(*project_id, id);
    } else {
      const bool refused = outcome == AccountGate::Outcome::kRefused;
      calls_->Finish(id,
                     NeverSent(refused ? HttpFailure::kHeldBack : HttpFailure::kNotConnected,
                               absl::StrCat("the project is not known: ", project_id.status().message())));
    }
  }
}

ProjectTransport::ProjectTransport(HttpTransport* next, std::string iam_endpoint, std::string region,
                                   Timers* timers, Options options)
    : core_(std::make_shared<Core>(next, std::move(iam_endpoint), std::move(region), timers,
                                   std::move(options))) {}

ProjectTransport::~ProjectTransport() { core_->End(); }

HttpTransport::CallId ProjectTransport::Send(HttpRequest request, HttpDone done) {
  return core_->Send(std::move(request), std::move(done));
}

void ProjectTransport::Cancel(CallId id) { core_->Cancel(id); }

}  // namespace cloudphone
