// How many polls a tick of the job hub takes for a thousand requests of five jobs each, and the fewest that
// the vendor's ListJobs would allow. Time is turned by hand, so the figures are the same on every machine.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/runtime/fake_timers.h"
#include "service/gateway/jobs/job_hub.h"
#include "service/gateway/jobs/poll_plan.h"
#include "tests/bench/figure.h"
#include "tests/unit/jobs/fake_job_source.h"
#include "tests/unit/jobs/recorder.h"

namespace cloudphone {
namespace {

constexpr int kRequests = 1000;
constexpr int kJobsEach = 5;

// The most polls that came at one moment: the source answers at once, so those are one tick.
size_t MostAtOnce(const std::vector<absl::Time>& times) {
  size_t most = 0;
  size_t first = 0;
  for (size_t i = 0; i < times.size(); ++i) {
    if (times[i] != times[first]) first = i;
    most = std::max(most, i + 1 - first);
  }
  return most;
}

void Run() {
  FakeTimers timers;
  FakeJobSource source(&timers);
  JobHub hub(&source, &timers, JobHubOptions());
  std::vector<std::shared_ptr<Recorder>> watchers;
  for (int i = 0; i < kRequests; ++i) {
    const std::string id = absl::StrCat("r", i);
    for (int job = 0; job < kJobsEach; ++job) source.jobs[id].push_back(MakeJob(absl::StrCat(id, "-", job)));
    watchers.push_back(std::make_shared<Recorder>());
    hub.Watch({id}, watchers.back());
    timers.Advance(absl::Milliseconds(10));
  }
  timers.Advance(absl::Minutes(1));
  source.times.clear();
  timers.Advance(absl::Minutes(10));
  PrintFigure("watch_polls_per_tick", static_cast<double>(MostAtOnce(source.times)), "poll");
  PrintFigure("watch_polls_per_tick_bound",
              static_cast<double>(FewestPolls(kRequests, kRequests * kJobsEach)), "poll");
}

}  // namespace
}  // namespace cloudphone

int main() { cloudphone::Run(); }
