#ifndef CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_SIGNER_H_
#define CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_SIGNER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "adapters/credentials/signer.h"
#include "adapters/object_storage/object_url.h"

namespace cloudphone {

// The two forms of one signature, which differ in names only. Ours is kObs.
enum class ObjectDialect { kObs, kAws };

// The call as a URL that anybody may use until `expires`, with the call's method, and with its headers sent
// as they stand: the URL is a secret, and belongs in no log. Expires in whole seconds, the fraction cut off.
// A temporary key brings its token along: the URL dies with the token, whatever `expires` says. Thread-safe.
std::string PresignUrl(const AccessKey& key, ObjectCall call, absl::Time expires,
                       ObjectDialect dialect = ObjectDialect::kObs);

// The call as a request of `key`, sent at `now` (the store refuses it 15 minutes from then): with Date, the
// token of a temporary key, and Authorization. The body may be added behind it, since no signature covers it
// but by Content-MD5. Thread-safe.
HttpRequest SignObjectCall(const AccessKey& key, ObjectCall call, absl::Time now,
                           ObjectDialect dialect = ObjectDialect::kObs);

// The text that is signed: `time` is the line of the date, or the end of a URL's life. It tells why a
// verifier disagrees.
std::string ObjectStringToSign(const ObjectCall& call, absl::string_view time, ObjectDialect dialect);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_OBJECT_STORAGE_OBJECT_SIGNER_H_
