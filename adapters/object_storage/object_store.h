#ifndef CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_STORE_H_
#define CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_STORE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/credentials/signer.h"
#include "adapters/http/http_transport.h"
#include "adapters/object_storage/object_answer.h"
#include "adapters/object_storage/object_url.h"
#include "adapters/runtime/timers.h"

namespace cloudphone {

// The name of an object.
struct ObjectName {
  std::string bucket;
  std::string key;  // Not encoded.

  bool operator==(const ObjectName& other) const { return bucket == other.bucket && key == other.key; }
};

// "obs://bucket/key", by which the vendor's calls name it.
std::string ObjectUri(const ObjectName& name);
// The object that a URI of that form names, or nothing in it.
ObjectName ParseObjectUri(absl::string_view uri);

// A URL that anybody may use, once or often, until it expires. A secret.
struct SignedUrl {
  std::string url;
  std::vector<HttpHeader> headers;  // To be sent with it as they stand.
  absl::Time expires;               // In whole seconds.
};

// What one account does in the object store, by its own keys. Thread-safe. It and what it is given outlive
// every call.
class ObjectStore {
 public:
  // No URL lasts longer; the vendor documents no bound, and an hour is enough for a file.
  static constexpr absl::Duration kLongestLife = absl::Hours(1);

  struct Options {
    std::string endpoint;  // As ObjectCall has it.
    AccessKey key;
    absl::Time key_expires = absl::InfiniteFuture();  // Of a temporary key, where it is known.
  };
  // What a URL is to allow.
  struct Permit {
    std::string method;  // PUT or GET.
    ObjectName object;
    absl::Duration lifetime;  // Cut to kLongestLife and to the life of the key.
    std::vector<std::pair<std::string, std::string>> query = {};
    std::vector<HttpHeader> headers = {};
  };
  using StatDone = absl::AnyInvocable<void(absl::StatusOr<ObjectStat>) &&>;

  ObjectStore(HttpTransport* transport, Timers* timers, Options options);

  // FAILED_PRECONDITION where the key has run out.
  absl::StatusOr<SignedUrl> Presign(Permit permit) const;

  // Asks what there is of an object; errors as ReadObjectStat(). `done` runs as the transport's does.
  void Stat(const ObjectName& object, absl::Time deadline, StatDone done);

 private:
  ObjectCall CallOf(std::string method, const ObjectName& object) const;

  HttpTransport* const transport_;
  Timers* const timers_;
  const Options options_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_STORE_H_
