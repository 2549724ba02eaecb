#include "tests/unit/media_engine/library_copy.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"

namespace cloudphone {

LibraryCopy::LibraryCopy(const std::string& original, std::map<std::string, std::string> faults)
    : faults_(std::move(faults)), folder_(testing::TempDir() + "/engineXXXXXX") {
  if (mkdtemp(folder_.data()) == nullptr) ADD_FAILURE() << folder_ << " cannot be made";
  path_ = folder_ + "/libCPHMediaEngine.so";
  std::filesystem::copy_file(original, path_);
}

LibraryCopy::~LibraryCopy() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::unique_ptr<LoadedEngine> LibraryCopy::Load(LoadedEngineOptions options) {
  setenv("CPH_ENGINE_EVENT_LOG", absl::StrCat(folder_, "/events").c_str(), 1);
  for (const auto& [name, value] : faults_)
    setenv(absl::StrCat("CPH_ENGINE_", name).c_str(), value.c_str(), 1);
  options.paths = {path_};
  options.log = [lines = lines_](absl::string_view line) {
    MutexLock lock(&lines->mutex);
    lines->all.emplace_back(line);
  };
  options.note = [lines = lines_](absl::string_view line) {
    MutexLock lock(&lines->mutex);
    lines->all.push_back(absl::StrCat("in order: ", line));
  };
  auto engine = LoadedEngine::Load(std::move(options));
  for (const auto& fault : faults_) unsetenv(absl::StrCat("CPH_ENGINE_", fault.first).c_str());
  EXPECT_TRUE(engine.ok()) << engine.status();
  return engine.ok() ? *std::move(engine) : nullptr;
}

std::vector<std::string> LibraryCopy::log() const {
  MutexLock lock(&lines_->mutex);
  return lines_->all;
}

std::vector<std::string> LibraryCopy::events() const {
  std::vector<std::string> lines;
  std::ifstream file(folder_ + "/events");
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace cloudphone
