#ifndef CLOUDPHONE_SERVICE_SERVING_CONFIG_FAULT_FINDER_H_
#define CLOUDPHONE_SERVICE_SERVING_CONFIG_FAULT_FINDER_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"
#include "service/serving/config/config_lines.h"

namespace cloudphone {

// Keeps the first fault of a configuration, with its place. `path` is always that of the key to mend.
class FaultFinder {
 public:
  // `lines` outlives it.
  explicit FaultFinder(const ConfigLines& lines) : lines_(lines) {}

  const absl::Status& status() const { return status_; }

  void Expect(bool fine, absl::string_view path, absl::string_view what);
  void ExpectOk(const absl::Status& status, absl::string_view path);
  // A value that is not set has a default, which is fine. The bounds belong to the range.
  void ExpectWithin(bool is_set, double value, absl::string_view path, double least, double most);
  void ExpectDuration(bool is_set, const google::protobuf::Duration& value, absl::string_view path,
                      absl::Duration least, absl::Duration most);

 private:
  const ConfigLines& lines_;
  absl::Status status_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CONFIG_FAULT_FINDER_H_
