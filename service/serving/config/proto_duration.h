#ifndef CLOUDPHONE_SERVICE_SERVING_CONFIG_PROTO_DURATION_H_
#define CLOUDPHONE_SERVICE_SERVING_CONFIG_PROTO_DURATION_H_

#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"

namespace cloudphone {

inline absl::Duration ToDuration(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CONFIG_PROTO_DURATION_H_
