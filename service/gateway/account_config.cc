#include "service/gateway/account_config.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "adapters/cph/call/billing_url.h"
#include "adapters/credentials/iam_endpoint.h"
#include "adapters/object_storage/object_url.h"
#include "service/serving/config/proto_duration.h"
#include "service/serving/config/secret.h"

namespace cloudphone {
namespace {

// Reads the secrets of one account; keeps the first error.
class SecretReader {
 public:
  SecretReader(const std::string& path, EnvironmentLookup environment)
      : path_(path), environment_(environment) {}

  const absl::Status& status() const { return status_; }

  std::string Read(bool is_set, const config::v1::Secret& secret, absl::string_view key) {
    if (!is_set || !status_.ok()) return "";
    absl::StatusOr<std::string> value = ResolveSecret(secret, absl::StrCat(path_, key), environment_);
    status_ = value.status();
    return value.ok() ? *std::move(value) : "";
  }

 private:
  const std::string& path_;
  const EnvironmentLookup environment_;
  absl::Status status_;
};

// Without a slash at the end: the paths are the contract's.
std::string UrlOr(const std::string& url, std::string otherwise) {
  return url.empty() ? std::move(otherwise) : std::string(absl::StripSuffix(url, "/"));
}

void SetCredentials(const config::v1::Account& account, SecretReader* secrets, AccountOptions* options) {
  const config::v1::Credentials& given = account.credentials();
  options->key.access_key =
      secrets->Read(given.has_access_key(), given.access_key(), ".credentials.access_key");
  options->key.secret_key =
      secrets->Read(given.has_secret_key(), given.secret_key(), ".credentials.secret_key");
  options->key.security_token =
      secrets->Read(given.has_security_token(), given.security_token(), ".credentials.security_token");
  if (!given.expire_time().empty())
    absl::ParseTime(absl::RFC3339_full, given.expire_time(), &options->key_expires, nullptr);
  if (!given.has_password()) return;
  options->login.emplace();
  options->login->endpoint = options->iam_endpoint;
  options->login->domain = given.password().domain();
  options->login->user = given.password().user();
  options->login->password =
      secrets->Read(true, given.password().password(), ".credentials.password.password");
  options->login->project_id = account.project_id();
  options->login->region = account.region();
}

void SetObjectStorage(const config::v1::Account& account, AccountOptions* options) {
  const config::v1::ObjectStorage& given = account.object_storage();
  options->object_endpoint =
      UrlOr(given.endpoint(), account.region().empty() ? "" : ObjectEndpoint(account.region()));
  options->staging.bucket = given.staging_bucket();
  if (!given.staging_prefix().empty()) options->staging.prefix = given.staging_prefix();
}

std::string BillingUrlOf(const config::v1::Account& account) {
  BillingSite site = SiteOfRegion(account.region());
  if (account.billing().site() == config::v1::BILLING_SITE_CHINA) site = BillingSite::kChina;
  if (account.billing().site() == config::v1::BILLING_SITE_INTERNATIONAL) site = BillingSite::kInternational;
  return UrlOr(account.billing().endpoint(), BillingUrl(site));
}

void SetHttp(const config::v1::Http& http, SecretReader* secrets, CurlTransportOptions* options) {
  options->ca_file = http.ca_file();
  options->proxy.address = http.proxy().url();
  options->proxy.user = http.proxy().user();
  options->proxy.password =
      secrets->Read(http.proxy().has_password(), http.proxy().password(), ".http.proxy.password");
  if (http.has_connect_timeout()) options->connect_timeout = ToDuration(http.connect_timeout());
  if (http.has_total_timeout()) options->total_timeout = ToDuration(http.total_timeout());
  if (http.has_max_connections())
    options->max_connections_per_host = static_cast<int>(http.max_connections());
}

void SetLimits(const config::v1::AccountLimits& limits, AccountOptions* options) {
  if (limits.has_concurrent_calls()) options->calls.max_running = limits.concurrent_calls();
  if (limits.has_reads_per_second()) options->reads.per_second = limits.reads_per_second();
  if (limits.has_read_burst()) options->reads.burst = static_cast<int>(limits.read_burst());
  if (limits.has_sync_commands_per_minute())
    options->sync_commands.calls_per_minute = limits.sync_commands_per_minute();
  if (limits.has_sync_command_phones()) options->sync_commands.phones_per_call = limits.sync_command_phones();
}

}  // namespace

absl::StatusOr<AccountOptions> MakeAccountOptions(const config::v1::Account& account, const std::string& path,
                                                  EnvironmentLookup environment) {
  AccountOptions options;
  options.name = account.name();
  options.region = account.region();
  options.endpoint.base_url =
      UrlOr(account.endpoint(), absl::StrCat("https://cph.", account.region(), ".myhuaweicloud.com"));
  options.endpoint.project_id = account.project_id();
  options.endpoint.billing_url = BillingUrlOf(account);
  options.iam_endpoint = UrlOr(account.iam_endpoint(), IamEndpoint(account.region()));
  SecretReader secrets(path, environment);
  SetCredentials(account, &secrets, &options);
  SetHttp(account.http(), &secrets, &options.http);
  SetLimits(account.limits(), &options);
  SetObjectStorage(account, &options);
  if (!secrets.status().ok()) return secrets.status();
  return options;
}

}  // namespace cloudphone
