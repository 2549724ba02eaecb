#include "service/gateway/jobs/poll_plan.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "absl/container/flat_hash_map.h"

namespace cloudphone {
namespace {

// Rows that a look leaves free on its last page. A job that joins a request later shows as a row that nobody
// knows, but not on a page that the known ones fill. The vendor does not say that jobs can join; if they do,
// this is 1, and a page is that much smaller.
constexpr size_t kSpareRows = 0;

// How many requests there are of each number of jobs.
using Sizes = std::map<size_t, size_t>;
// The sizes of the requests of one look.
using Filling = std::vector<size_t>;

size_t DivideUp(size_t number, size_t by) { return (number + by - 1) / by; }

size_t Rows(const Filling& filling) { return std::accumulate(filling.begin(), filling.end(), size_t{0}); }

size_t PagesFor(size_t rows) { return DivideUp(rows + kSpareRows, kMaxRowsInPoll); }

void TakeOne(Sizes* sizes, Sizes::iterator size) {
  if (--size->second == 0) sizes->erase(size);
}

// Fills a look of `pages` pages: each time with the largest request that leaves room for the smallest on the
// rest of `places`, so that large and small ones come to lie together and neither rows nor places are left
// over.
Filling Fill(Sizes sizes, size_t pages, size_t places) {
  Filling filling;
  size_t room = pages * kMaxRowsInPoll - kSpareRows;
  while (filling.size() < kMaxRequestsInPoll && !sizes.empty() && sizes.begin()->first <= room) {
    const size_t smallest = sizes.begin()->first;
    const size_t others = places > filling.size() + 1 ? places - filling.size() - 1 : 0;
    const size_t most = room > others * smallest ? std::max(room - others * smallest, smallest) : smallest;
    const auto size = std::prev(sizes.upper_bound(most));
    filling.push_back(size->first);
    room -= size->first;
    TakeOne(&sizes, size);
  }
  return filling;
}

// How many requests a look should take.
enum class Places {
  kShare,  // As many as the rest of the looks on the average.
  kMost,   // As many as go into it.
  kAny,    // Whatever the largest ones leave room for.
};

// The filling that wastes the least, of a look at some of `sizes`: `requests` with `jobs` in all.
Filling BestFilling(const Sizes& sizes, size_t requests, size_t jobs, Places places) {
  const size_t polls = FewestPolls(requests, jobs);
  const size_t fewest_pages = PagesFor(sizes.rbegin()->first);
  const size_t most_pages =
      std::max(fewest_pages, DivideUp(kMaxRequestsInPoll * jobs, requests * kMaxRowsInPoll));
  Filling best;
  for (size_t pages = fewest_pages; pages <= most_pages; ++pages) {
    const size_t wanted = places == Places::kAny    ? 1
                          : places == Places::kMost ? kMaxRequestsInPoll
                                                    : DivideUp(requests * pages, polls);
    Filling filling = Fill(sizes, pages, std::min(wanted, kMaxRequestsInPoll));
    const size_t rows = Rows(filling);
    if (best.empty() || rows * PagesFor(Rows(best)) > Rows(best) * PagesFor(rows)) best = std::move(filling);
  }
  return best;
}

std::vector<Filling> FillAll(Sizes sizes, size_t requests, size_t jobs, Places places) {
  std::vector<Filling> fillings;
  while (requests > 0) {
    fillings.push_back(BestFilling(sizes, requests, jobs, places));
    for (const size_t size : fillings.back()) TakeOne(&sizes, sizes.find(size));
    requests -= fillings.back().size();
    jobs -= Rows(fillings.back());
  }
  return fillings;
}

size_t Polls(const std::vector<Filling>& fillings) {
  size_t polls = 0;
  for (const Filling& filling : fillings) polls += PagesFor(Rows(filling));
  return polls;
}

}  // namespace

size_t FewestPolls(size_t requests, size_t jobs) {
  return std::max(DivideUp(requests, kMaxRequestsInPoll), DivideUp(jobs, kMaxRowsInPoll));
}

std::vector<PlannedLook> PlanLooks(const std::vector<RequestPtr>& tick) {
  if (tick.empty()) return {};
  Sizes sizes;
  size_t jobs = 0;
  absl::flat_hash_map<size_t, std::vector<size_t>> by_size;  // Into `tick`, the first one last.
  for (size_t i = tick.size(); i-- > 0;) {
    const size_t size = tick[i]->jobs().size();
    ++sizes[size];
    jobs += size;
    by_size[size].push_back(i);
  }
  std::vector<Filling> fillings;
  for (const Places places : {Places::kShare, Places::kMost, Places::kAny}) {
    std::vector<Filling> other = FillAll(sizes, tick.size(), jobs, places);
    if (fillings.empty() || Polls(other) < Polls(fillings)) fillings = std::move(other);
    if (Polls(fillings) == FewestPolls(tick.size(), jobs)) break;
  }
  std::vector<std::pair<size_t, PlannedLook>> looks;  // With the place of their first request.
  for (const Filling& filling : fillings) {
    auto& [first, look] = looks.emplace_back(tick.size(), PlannedLook());
    look.pages = PagesFor(Rows(filling));
    for (const size_t size : filling) {
      first = std::min(first, by_size[size].back());
      look.requests.push_back(tick[by_size[size].back()]);
      by_size[size].pop_back();
    }
  }
  std::sort(looks.begin(), looks.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<PlannedLook> plan;
  plan.reserve(looks.size());
  for (auto& [first, look] : looks) plan.push_back(std::move(look));
  return plan;
}

}  // namespace cloudphone
