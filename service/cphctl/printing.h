#ifndef CLOUDPHONE_SERVICE_CPHCTL_PRINTING_H_
#define CLOUDPHONE_SERVICE_CPHCTL_PRINTING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "cloudphone/v1/job_service.pb.h"
#include "cloudphone/v1/phone.pb.h"

namespace cloudphone::cphctl {

// A table of phones with a head, a line each.
std::string PhoneTable(absl::Span<const v1::Phone> phones);

// "7f00…  SUCCEEDED", with why where it failed.
std::string JobLine(const v1::Job& job);

// "3 of 5 done, 2 running, 1 failed"
std::string ProgressLine(const v1::JobProgress& progress);

// A failed call in one line: code, message, the fields or the thing that it is about, whether to try again.
std::string ErrorLine(const absl::Status& status);

}  // namespace cloudphone::cphctl

#endif  // CLOUDPHONE_SERVICE_CPHCTL_PRINTING_H_
