#include "service/gateway/upstream.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "adapters/cph/call/billing_url.h"
#include "adapters/credentials/iam_endpoint.h"
#include "adapters/object_storage/object_url.h"

namespace cloudphone {
namespace {

constexpr char kUpstreamFlag[] = "--upstream";
constexpr char kSimulator[] = "simulator";
// The vendor's SDKs read it, too.
constexpr char kIamEndpoint[] = "HUAWEICLOUD_SDK_IAM_ENDPOINT";

bool IsRegion(absl::string_view region) {
  return !region.empty() && std::all_of(region.begin(), region.end(), [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

// "https://host:8443" out of "https://host:8443/"; the paths are the contract's.
absl::StatusOr<std::string> BaseUrl(absl::string_view name, absl::string_view url) {
  absl::string_view rest = url;
  const bool has_scheme = absl::ConsumePrefix(&rest, "https://") || absl::ConsumePrefix(&rest, "http://");
  absl::ConsumeSuffix(&rest, "/");
  const bool fits = !rest.empty() && std::all_of(rest.begin(), rest.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || absl::string_view("-._:[]").find(static_cast<char>(c)) != absl::string_view::npos;
  });
  if (!has_scheme || !fits) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": give a URL of scheme, host and port, such as https://host:8443",
                     name == kUpstreamFlag ? ", or \"simulator\"" : ""));
  }
  return std::string(absl::StripSuffix(url, "/"));
}

}  // namespace

absl::StatusOr<Upstream> ChooseUpstream(absl::string_view upstream, absl::string_view region,
                                        EnvironmentLookup environment) {
  Upstream choice;
  if (upstream == kSimulator) {
    if (!region.empty()) return absl::InvalidArgumentError("--region: the simulator has none");
    choice.simulator = true;
    return choice;
  }
  absl::StatusOr<EnvironmentCredentials> found = CredentialsFromEnvironment(environment);
  if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
  if (upstream.empty() && region.empty()) {
    if (found.ok()) {
      return absl::InvalidArgumentError(
          "keys are in the environment: say with --region or --upstream which cloud they are for");
    }
    choice.simulator = true;
    return choice;
  }
  if (!region.empty() && !IsRegion(region))
    return absl::InvalidArgumentError("--region: give an id such as cn-north-4");
  absl::StatusOr<std::string> url = upstream.empty()
                                        ? absl::StrCat("https://cph.", region, ".myhuaweicloud.com")
                                        : BaseUrl(kUpstreamFlag, upstream);
  if (!url.ok()) return url.status();
  if (!found.ok()) {
    return absl::FailedPreconditionError(
        "set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK to the keys of the account");
  }
  if (found->project_id.empty() && region.empty()) {
    return absl::FailedPreconditionError(
        "set HUAWEICLOUD_SDK_PROJECT_ID to the project of the account, or --region to look for it");
  }
  choice.endpoint = {*std::move(url), std::move(found->project_id)};
  // An upstream of one's own has all services on one port, as the simulator has.
  choice.endpoint.billing_url =
      upstream.empty() ? BillingUrl(SiteOfRegion(region)) : choice.endpoint.base_url;
  choice.region = std::string(region);
  // An upstream of one's own has a store of its own, which nobody told us.
  if (upstream.empty()) choice.object_endpoint = ObjectEndpoint(region);
  const char* const iam_endpoint = environment(kIamEndpoint);
  choice.iam_endpoint = IamEndpoint(region);
  if (iam_endpoint != nullptr && *iam_endpoint != '\0') {
    absl::StatusOr<std::string> iam_url = BaseUrl(kIamEndpoint, iam_endpoint);
    if (!iam_url.ok()) return iam_url.status();
    choice.iam_endpoint = *std::move(iam_url);
  }
  choice.key = std::move(found->key);
  return choice;
}

}  // namespace cloudphone
