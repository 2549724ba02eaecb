#include "service/gateway/media/stream_age.h"

#include "adapters/status/rich_status.h"

namespace cloudphone {

absl::Status StreamTooOld() {
  RichError error;
  error.code = google::rpc::UNAVAILABLE;
  error.reason = "STREAM_TOO_OLD";
  error.message = "the stream has grown old; ask again";
  error.retry_delay = absl::Seconds(1);
  return ToStatus(error);
}

}  // namespace cloudphone
