#ifndef CLOUDPHONE_ADAPTERS_CPH_JSON_VENDOR_TIME_H_
#define CLOUDPHONE_ADAPTERS_CPH_JSON_VENDOR_TIME_H_

#include "absl/strings/string_view.h"
#include "google/protobuf/timestamp.pb.h"

namespace cloudphone {

// Reads a time in any form that the vendor's documents show, UTC:
//   2017-10-10T00:00:00Z   2020-01-04T09:05:22.701000Z   2021-02-18 11:48:40
//   1713320018058 (milliseconds since 1970)   1713320018 (seconds; what is below 10^11)
// Returns false, and leaves `time` alone, for anything else.
bool ParseVendorTime(absl::string_view text, google::protobuf::Timestamp* time);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_JSON_VENDOR_TIME_H_
