#include "service/serving/config/fault_finder.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "service/serving/config/proto_duration.h"

namespace cloudphone {

void FaultFinder::Expect(bool fine, absl::string_view path, absl::string_view what) {
  if (fine || !status_.ok()) return;
  status_ = absl::InvalidArgumentError(absl::StrCat(Locate(lines_, path), ": ", what));
}

void FaultFinder::ExpectOk(const absl::Status& status, absl::string_view path) {
  Expect(status.ok(), path, status.message());
}

void FaultFinder::ExpectWithin(bool is_set, double value, absl::string_view path, double least, double most) {
  Expect(!is_set || (value >= least && value <= most), path,
         absl::StrFormat("is not %.9g to %.9g", least, most));
}

void FaultFinder::ExpectDuration(bool is_set, const google::protobuf::Duration& value, absl::string_view path,
                                 absl::Duration least, absl::Duration most) {
  const absl::Duration duration = ToDuration(value);
  Expect(!is_set || (duration >= least && duration <= most), path,
         absl::StrCat("is not ", absl::FormatDuration(least), " to ", absl::FormatDuration(most)));
}

}  // namespace cloudphone
