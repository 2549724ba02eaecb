#ifndef CLOUDPHONE_SERVICE_SERVING_CERTIFICATE_STORE_H_
#define CLOUDPHONE_SERVICE_SERVING_CERTIFICATE_STORE_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/runtime/mutex.h"
#include "adapters/runtime/timers.h"
#include "service/serving/tls_material.h"

namespace cloudphone {

struct TlsOptions {
  TlsFiles files;
  absl::Duration reload_interval = absl::Seconds(5);
  // Its callbacks read the files, so it should not be one on which calls depend. Outlives the server.
  Timers* timers = nullptr;
};

// A server's certificate, kept as new as its files. They are read at each interval; what has changed is taken
// when it passes ReadTlsMaterial(), else the last good one stays: also when only half of a renewal is written
// yet. Both are logged, the same fault once. Thread-safe.
class CertificateStore : public std::enable_shared_from_this<CertificateStore> {
 public:
  // Reads the files for the first time; errors are those of ReadTlsMaterial().
  static absl::StatusOr<std::shared_ptr<CertificateStore>> Open(TlsOptions options);
  ~CertificateStore();

  // Never null; another object after each change.
  std::shared_ptr<const TlsMaterial> current() const;

  bool asks_clients() const { return !options_.files.client_ca.empty(); }

 private:
  CertificateStore(TlsOptions options, TlsMaterial material);

  void LookLater();
  void Look();

  const TlsOptions options_;
  std::string last_fault_;  // Of the timers' thread.
  mutable Mutex mutex_;
  std::shared_ptr<const TlsMaterial> current_ ABSL_GUARDED_BY(mutex_);
  Timers::Id next_look_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_CERTIFICATE_STORE_H_
