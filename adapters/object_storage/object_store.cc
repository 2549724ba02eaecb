#include "adapters/object_storage/object_store.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "adapters/object_storage/object_signer.h"

namespace cloudphone {
namespace {

constexpr absl::string_view kScheme = "obs://";

}  // namespace

std::string ObjectUri(const ObjectName& name) { return absl::StrCat(kScheme, name.bucket, "/", name.key); }

ObjectName ParseObjectUri(absl::string_view uri) {
  if (!absl::ConsumePrefix(&uri, kScheme)) return {};
  const size_t slash = uri.find('/');
  if (slash == 0 || slash == absl::string_view::npos || slash + 1 == uri.size()) return {};
  return {std::string(uri.substr(0, slash)), std::string(uri.substr(slash + 1))};
}

ObjectStore::ObjectStore(HttpTransport* transport, Timers* timers, Options options)
    : transport_(transport), timers_(timers), options_(std::move(options)) {}

ObjectCall ObjectStore::CallOf(std::string method, const ObjectName& object) const {
  ObjectCall call;
  call.method = std::move(method);
  call.endpoint = options_.endpoint;
  call.bucket = object.bucket;
  call.key = object.key;
  call.place = PlaceForEndpoint(options_.endpoint);
  return call;
}

absl::StatusOr<SignedUrl> ObjectStore::Presign(Permit permit) const {
  const absl::Time now = timers_->Now();
  const absl::Time wanted = now + std::min(permit.lifetime, kLongestLife);
  const absl::Time expires =
      absl::FromUnixSeconds(absl::ToUnixSeconds(std::min(wanted, options_.key_expires)));
  if (expires <= now) return absl::FailedPreconditionError("the keys that sign URLs have run out");
  ObjectCall call = CallOf(std::move(permit.method), permit.object);
  call.query = std::move(permit.query);
  call.headers = permit.headers;
  return SignedUrl{PresignUrl(options_.key, std::move(call), expires), std::move(permit.headers), expires};
}

void ObjectStore::Stat(const ObjectName& object, absl::Time deadline, StatDone done) {
  HttpRequest request = SignObjectCall(options_.key, CallOf("HEAD", object), timers_->Now());
  request.deadline = deadline;
  transport_->Send(std::move(request), [done = std::move(done)](const HttpResult& result) mutable {
    std::move(done)(ReadObjectStat(result));
  });
}

}  // namespace cloudphone
