#ifndef CLOUDPHONE_TESTS_UNIT_MEDIA_ENGINE_LIBRARY_COPY_H_
#define CLOUDPHONE_TESTS_UNIT_MEDIA_ENGINE_LIBRARY_COPY_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "adapters/media_engine/loaded_engine.h"
#include "adapters/runtime/mutex.h"

namespace cloudphone {

// A copy of a simulated libCPHMediaEngine.so in a folder of its own. A library is never unloaded and reads
// its faults once, so each test that wants faults of its own loads a file of its own.
class LibraryCopy {
 public:
  // `original` is one of the libraries that the build made; `faults` are variables of the environment without
  // their beginning, CPH_ENGINE_.
  explicit LibraryCopy(const std::string& original, std::map<std::string, std::string> faults = {});
  // Removes the folder; what is loaded from it stays loaded.
  ~LibraryCopy();

  // Loads it, with the faults in force. `options` as one likes, but for paths and log.
  std::unique_ptr<LoadedEngine> Load(LoadedEngineOptions options = {});

  const std::string& folder() const { return folder_; }
  const std::string& path() const { return path_; }
  // What the engines loaded by Load() logged.
  std::vector<std::string> log() const;
  // The lines of EVENT_LOG, which is in the folder.
  std::vector<std::string> events() const;

 private:
  struct Lines {
    Mutex mutex;
    std::vector<std::string> all ABSL_GUARDED_BY(mutex);
  };
  const std::map<std::string, std::string> faults_;
  std::string folder_;
  std::string path_;
  const std::shared_ptr<Lines> lines_ = std::make_shared<Lines>();
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_MEDIA_ENGINE_LIBRARY_COPY_H_
