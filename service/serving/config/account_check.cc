#include "service/serving/config/account_check.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace cloudphone {
namespace {

using ::cloudphone::config::v1::Account;
using ::cloudphone::config::v1::AccountLimits;
using ::cloudphone::config::v1::Credentials;
using ::cloudphone::config::v1::Http;
using ::cloudphone::config::v1::ObjectStorage;
using ::cloudphone::config::v1::Secret;

constexpr char kUrlText[] = "is no URL of scheme, host and port, such as https://cloud.example:8443";

bool ConsistsOf(absl::string_view text, bool (*kind)(unsigned char), absl::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return kind(static_cast<unsigned char>(c)) || absl::StrContains(others, c);
  });
}

bool IsLowerOrDigit(unsigned char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c); }

// Without a path, for the paths are the contract's; without a user, for that would be a secret in the open.
bool IsBaseUrl(absl::string_view url) {
  const bool has_scheme = absl::ConsumePrefix(&url, "https://") || absl::ConsumePrefix(&url, "http://");
  return has_scheme && !url.empty() && ConsistsOf(url, absl::ascii_isalnum, "-._:[]");
}

// What the names of objects can begin with: whole folders.
bool IsPrefix(absl::string_view prefix) {
  if (!absl::ConsumeSuffix(&prefix, "/")) return false;
  for (const absl::string_view part : absl::StrSplit(prefix, '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

// Whether a bucket may be called so, which is a part of a host name, too: no label of it is empty or has a
// '-' at an end, and it is no IPv4 address.
bool IsBucketName(absl::string_view name) {
  const std::vector<absl::string_view> labels = absl::StrSplit(name, '.');
  const auto is_label = [](absl::string_view label) {
    return !label.empty() && IsLowerOrDigit(label.front()) && IsLowerOrDigit(label.back());
  };
  const auto is_number = [](absl::string_view label) { return ConsistsOf(label, absl::ascii_isdigit, ""); };
  return absl::c_all_of(labels, is_label) && !(labels.size() == 4 && absl::c_all_of(labels, is_number));
}

// Looks at one account; paths begin with its own.
class AccountCheck {
 public:
  AccountCheck(std::string path, FaultFinder* finder) : path_(std::move(path)), finder_(finder) {}

  void Check(const Account& account) {
    ExpectText(account.name(), ".name", 63, IsLowerOrDigit, "-_", "small letters, digits, '-' and '_'");
    if (!account.project_id().empty()) {
      ExpectText(account.project_id(), ".project_id", 64, absl::ascii_isalnum, "-_",
                 "letters, digits, '-' and '_'");
    } else {
      Expect(!account.region().empty(), ".project_id", "is not set, and there is no region to ask for it");
    }
    if (!account.region().empty()) {
      ExpectText(account.region(), ".region", 63, IsLowerOrDigit, "-", "small letters, digits and '-'");
    } else {
      Expect(!account.endpoint().empty(), ".region", "is not set, and neither is endpoint");
    }
    Expect(account.endpoint().empty() || IsBaseUrl(account.endpoint()), ".endpoint", kUrlText);
    Expect(account.iam_endpoint().empty() || IsBaseUrl(account.iam_endpoint()), ".iam_endpoint", kUrlText);
    CheckCredentials(account.credentials());
    CheckHttp(account.http());
    CheckLimits(account.limits());
    CheckObjectStorage(account);
    Expect(account.billing().endpoint().empty() || IsBaseUrl(account.billing().endpoint()),
           ".billing.endpoint", kUrlText);
  }

 private:
  void Expect(bool fine, absl::string_view key, absl::string_view what) {
    finder_->Expect(fine, absl::StrCat(path_, key), what);
  }

  void ExpectText(absl::string_view text, absl::string_view key, size_t most, bool (*kind)(unsigned char),
                  absl::string_view others, absl::string_view what) {
    Expect(!text.empty(), key, "is not set");
    Expect(text.size() <= most && ConsistsOf(text, kind, others), key,
           absl::StrCat("is not 1 to ", most, " ", what));
  }

  void ExpectSecret(bool is_set, const Secret& secret, absl::string_view key) {
    Expect(is_set, key, "is not set");
    Expect(!secret.file().empty() || !secret.environment().empty(), key,
           "needs the name of a file or of an environment variable");
  }

  void CheckCredentials(const Credentials& credentials) {
    const bool keys =
        credentials.has_access_key() || credentials.has_secret_key() || credentials.has_security_token();
    Expect(keys || credentials.has_password(), ".credentials",
           "needs access_key and secret_key, or password");
    Expect(!keys || !credentials.has_password(), ".credentials", "keys and a password exclude each other");
    if (keys) {
      ExpectSecret(credentials.has_access_key(), credentials.access_key(), ".credentials.access_key");
      ExpectSecret(credentials.has_secret_key(), credentials.secret_key(), ".credentials.secret_key");
      if (credentials.has_security_token())
        ExpectSecret(true, credentials.security_token(), ".credentials.security_token");
      CheckExpireTime(credentials);
      return;
    }
    Expect(credentials.expire_time().empty(), ".credentials.expire_time", "is of temporary keys only");
    const config::v1::Password& login = credentials.password();
    Expect(!login.user().empty(), ".credentials.password.user", "is not set");
    Expect(!login.domain().empty(), ".credentials.password.domain", "is not set");
    ExpectSecret(login.has_password(), login.password(), ".credentials.password.password");
  }

  void CheckExpireTime(const Credentials& credentials) {
    if (credentials.expire_time().empty()) return;
    absl::Time time;
    Expect(absl::ParseTime(absl::RFC3339_full, credentials.expire_time(), &time, nullptr),
           ".credentials.expire_time", "is no time such as 2026-11-26T12:00:00Z");
    Expect(credentials.has_security_token(), ".credentials.expire_time", "is of temporary keys only");
  }

  void CheckObjectStorage(const Account& account) {
    const ObjectStorage& store = account.object_storage();
    Expect(store.endpoint().empty() || IsBaseUrl(store.endpoint()), ".object_storage.endpoint", kUrlText);
    if (!store.staging_prefix().empty()) {
      Expect(!store.staging_bucket().empty(), ".object_storage.staging_prefix", "needs staging_bucket");
      ExpectText(store.staging_prefix(), ".object_storage.staging_prefix", 256, absl::ascii_isalnum, "_.-/",
                 "letters, digits, '_', '.', '-' and '/'");
      Expect(IsPrefix(store.staging_prefix()), ".object_storage.staging_prefix",
             "must end in '/' and have no empty part, and none of dots");
    }
    if (store.staging_bucket().empty()) return;
    ExpectText(store.staging_bucket(), ".object_storage.staging_bucket", 63, IsLowerOrDigit, "-.",
               "small letters, digits, '-' and '.'");
    Expect(store.staging_bucket().size() >= 3, ".object_storage.staging_bucket", "is not 3 to 63 long");
    Expect(IsBucketName(store.staging_bucket()), ".object_storage.staging_bucket",
           "is no name of a bucket: between dots must stand letters or digits, with '-' inside only, and it "
           "must be no "
           "IP address");
    Expect(!store.endpoint().empty() || !account.region().empty(), ".object_storage.endpoint",
           "is not set, and neither is region");
    Expect(!account.credentials().has_password(), ".object_storage.staging_bucket",
           "needs access_key and secret_key, with which URLs are signed");
  }

  void CheckHttp(const Http& http) {
    finder_->ExpectDuration(http.has_connect_timeout(), http.connect_timeout(),
                            absl::StrCat(path_, ".http.connect_timeout"), absl::Milliseconds(1),
                            absl::Minutes(10));
    finder_->ExpectDuration(http.has_total_timeout(), http.total_timeout(),
                            absl::StrCat(path_, ".http.total_timeout"), absl::Milliseconds(1),
                            absl::Minutes(10));
    finder_->ExpectWithin(http.has_max_connections(), http.max_connections(),
                          absl::StrCat(path_, ".http.max_connections"), 1, 10000);
    if (!http.has_proxy()) return;
    // Calls to https go through it as a tunnel; to the proxy itself nobody speaks TLS.
    Expect(absl::StartsWith(http.proxy().url(), "http://") && IsBaseUrl(http.proxy().url()),
           ".http.proxy.url", "is no http URL of host and port, such as http://proxy.example:3128");
    Expect(http.proxy().user().empty() == !http.proxy().has_password(), ".http.proxy",
           "user and password need each other");
    if (http.proxy().has_password()) ExpectSecret(true, http.proxy().password(), ".http.proxy.password");
  }

  void ExpectLimit(bool is_set, double value, absl::string_view key, double least) {
    finder_->ExpectWithin(is_set, value, absl::StrCat(path_, ".limits.", key), least, 100000);
  }

  void CheckLimits(const AccountLimits& limits) {
    // The slowest rate is one call in sixteen minutes.
    constexpr double kSlowest = 0.001;
    ExpectLimit(limits.has_concurrent_calls(), limits.concurrent_calls(), "concurrent_calls", 1);
    ExpectLimit(limits.has_reads_per_second(), limits.reads_per_second(), "reads_per_second", kSlowest);
    ExpectLimit(limits.has_read_burst(), limits.read_burst(), "read_burst", 1);
    finder_->ExpectWithin(limits.has_sync_commands_per_minute(), limits.sync_commands_per_minute(),
                          path_ + ".limits.sync_commands_per_minute", 1, 1000);
    finder_->ExpectWithin(limits.has_sync_command_phones(), limits.sync_command_phones(),
                          path_ + ".limits.sync_command_phones", 1, 15);
  }

  const std::string path_;
  FaultFinder* const finder_;
};

}  // namespace

void CheckAccounts(const google::protobuf::RepeatedPtrField<Account>& accounts, FaultFinder* finder) {
  std::map<std::string, int> names;
  for (int i = 0; i < accounts.size(); ++i) {
    const std::string path = absl::StrCat("accounts[", i, "]");
    AccountCheck(path, finder).Check(accounts[i]);
    const auto [first, is_new] = names.emplace(accounts[i].name(), i);
    finder->Expect(is_new, path + ".name", absl::StrCat("is the name of accounts[", first->second, "] too"));
  }
}

}  // namespace cloudphone
