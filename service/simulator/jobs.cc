#include "service/simulator/jobs.h"

#include <utility>

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxOutputBytes = 1024;  // The vendor's documented limits.

bool ContinuesCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

Job* JobBook::Add(Job job, const std::string& request_id) {
  requests_[request_id].push_back(job.id);
  std::string id = job.id;
  return &jobs_.emplace(std::move(id), std::move(job)).first->second;
}

const Job* JobBook::Find(const std::string& id) const {
  const auto found = jobs_.find(id);
  return found == jobs_.end() ? nullptr : &found->second;
}

const std::vector<std::string>* JobBook::FindRequest(const std::string& request_id) const {
  const auto found = requests_.find(request_id);
  return found == requests_.end() ? nullptr : &found->second;
}

std::string CutOutput(const std::string& output) {
  if (output.size() <= kMaxOutputBytes) return output;
  size_t end = kMaxOutputBytes;
  while (end > 0 && ContinuesCharacter(output[end])) --end;
  return output.substr(0, end);
}

}  // namespace cloudphone::simulator
