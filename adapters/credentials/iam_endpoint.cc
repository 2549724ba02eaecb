#include "adapters/credentials/iam_endpoint.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"

namespace cloudphone {
namespace {

// The regions whose identity service has a host of its own, iam.{region}.myhuaweicloud.com.
constexpr absl::string_view kRegions[] = {
    "ae-ad-1",     "af-south-1",  "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",   "ap-southeast-4",
    "cn-east-2",   "cn-east-3",   "cn-east-4",      "cn-east-5",      "cn-north-1",       "cn-north-2",
    "cn-north-4",  "cn-north-9",  "cn-north-12",    "cn-south-1",     "cn-south-2",       "cn-southwest-2",
    "eu-west-0",   "la-north-2",  "la-south-2",     "me-east-1",      "my-kualalumpur-1", "na-mexico-1",
    "ru-moscow-1", "sa-brazil-1", "tr-west-1",
};

}  // namespace

std::string IamEndpoint(absl::string_view region) {
  const bool has_its_own = std::find(std::begin(kRegions), std::end(kRegions), region) != std::end(kRegions);
  return absl::StrCat("https://iam.", has_its_own ? absl::StrCat(region, ".") : "", "myhuaweicloud.com");
}

}  // namespace cloudphone
