#ifndef CLOUDPHONE_TESTS_UNIT_JOBS_FAKE_JOB_SOURCE_H_
#define CLOUDPHONE_TESTS_UNIT_JOBS_FAKE_JOB_SOURCE_H_

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "adapters/runtime/timers.h"
#include "adapters/status/rich_status.h"
#include "service/gateway/jobs/job_source.h"

namespace cloudphone {

inline v1::Job MakeJob(const std::string& id, v1::JobState state = v1::JOB_STATE_RUNNING) {
  v1::Job job;
  job.set_job_id(id);
  job.set_state(state);
  return job;
}

// An upstream whose jobs the test sets; keeps every query, and when it came if it has a clock. Answers at
// once, or when told to.
class FakeJobSource final : public JobSource {
 public:
  explicit FakeJobSource(const Timers* timers = nullptr) : clock(timers) {}

  void List(Query query, absl::Time, Done done) override {
    queries.push_back(query);
    if (clock != nullptr) times.push_back(clock->Now());
    if (hold) {
      held.emplace_back(std::move(query), std::move(done));
    } else {
      std::move(done)(Answer(query));
    }
  }

  void AnswerHeld() {
    auto all = std::exchange(held, {});
    for (auto& [query, done] : all) std::move(done)(Answer(query));
  }

  absl::StatusOr<Rows> Answer(const Query& query) const {
    if (!failure.ok()) return failure;
    Rows page;
    size_t place = 0;  // Of a row among those of all the requests.
    const size_t begin = query.offset;
    const size_t end = begin + query.limit;
    for (const std::string& id : query.request_ids) {
      const auto found = jobs.find(id);
      if (found == jobs.end()) return absl::NotFoundError("no such request");
      for (const v1::Job& row : found->second) {
        if (place >= begin && place < end) page.push_back(row);
        ++place;
      }
    }
    return page;
  }

  const Timers* const clock;
  std::map<std::string, Rows> jobs;
  absl::Status failure;
  std::vector<Query> queries;
  std::vector<absl::Time> times;  // Of the queries.
  bool hold = false;
  std::vector<std::pair<Query, Done>> held;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_JOBS_FAKE_JOB_SOURCE_H_
