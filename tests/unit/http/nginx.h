#ifndef CLOUDPHONE_TESTS_UNIT_HTTP_NGINX_H_
#define CLOUDPHONE_TESTS_UNIT_HTTP_NGINX_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "adapters/runtime/file_descriptor.h"

namespace cloudphone {

// A folder of its own that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Writes cert.pem, signed by itself for `name` ("IP:127.0.0.1"), and key.pem into `folder`.
absl::Status MakeCertificate(const std::string& folder, absl::string_view name);

// A running nginx with TLS on a free port of loopback. It is given the socket already listening, so that
// nobody else can take the port and a call that comes early waits.
class Nginx {
 public:
  // `listen` is added to the listen line ("http2"), `server` to the server block; the certificate is the one
  // in `folder`.
  static absl::StatusOr<std::unique_ptr<Nginx>> Start(const std::string& folder, absl::string_view listen,
                                                      absl::string_view server);
  ~Nginx();  // Ends it.

  int port() const;
  std::string url() const;  // https.

 private:
  Nginx(FileDescriptor listener, pid_t process) : listener_(std::move(listener)), process_(process) {}

  FileDescriptor listener_;
  pid_t process_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_HTTP_NGINX_H_
