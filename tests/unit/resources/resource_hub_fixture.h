#ifndef CLOUDPHONE_TESTS_UNIT_RESOURCES_RESOURCE_HUB_FIXTURE_H_
#define CLOUDPHONE_TESTS_UNIT_RESOURCES_RESOURCE_HUB_FIXTURE_H_

#include <memory>
#include <string>
#include <vector>

#include "adapters/runtime/fake_timers.h"
#include "gtest/gtest.h"
#include "service/gateway/resources/resource_hub.h"
#include "tests/unit/resources/fake_resource_source.h"
#include "tests/unit/resources/news_recorder.h"

namespace cloudphone {

// A hub of phones over an upstream that the test moves.
class ResourceHubFixture : public ::testing::Test {
 protected:
  ResourceHubFixture() { Start({}); }

  void Start(ResourceHubOptions options, RateBudget* reads = nullptr) {
    hub_ = std::make_unique<ResourceHub>(PhoneResource(), &source_, &timers_, std::move(options), reads);
  }
  std::shared_ptr<NewsRecorder> Watch(v1::ListPhonesRequest filter = {}, Looks looks = Looks::kAny) {
    auto recorder = std::make_shared<NewsRecorder>();
    last_ = hub_->Watch(MakeFilter(std::move(filter)), looks, recorder);
    Advance(absl::ZeroDuration());
    return recorder;
  }
  std::shared_ptr<NewsRecorder> WatchRunning() {
    v1::ListPhonesRequest filter;
    filter.set_state(v1::PHONE_STATE_RUNNING);
    return Watch(filter);
  }
  std::shared_ptr<NewsRecorder> Follow(std::vector<std::string> ids,
                                       absl::Duration timeout = absl::Minutes(10)) {
    auto recorder = std::make_shared<NewsRecorder>();
    last_ = hub_->Follow(std::move(ids), timers_.Now() + timeout, recorder);
    Advance(absl::ZeroDuration());
    return recorder;
  }
  void Advance(absl::Duration step) { timers_.Advance(step); }
  // One look of a filter whose look has one page, certainly; and never two.
  void NextLook() { Advance(absl::Seconds(2.5)); }

  FakeTimers timers_;
  FakePhoneSource source_{PhoneResource(), &timers_};
  std::unique_ptr<ResourceHub> hub_;
  ResourceWatchId last_ = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_RESOURCES_RESOURCE_HUB_FIXTURE_H_
