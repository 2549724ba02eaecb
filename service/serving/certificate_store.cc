#include "service/serving/certificate_store.h"

#include <utility>

#include "service/serving/log.h"

namespace cloudphone {

absl::StatusOr<std::shared_ptr<CertificateStore>> CertificateStore::Open(TlsOptions options) {
  absl::StatusOr<TlsMaterial> material = ReadTlsMaterial(options.files);
  if (!material.ok()) return material.status();
  std::shared_ptr<CertificateStore> store(new CertificateStore(std::move(options), *std::move(material)));
  store->LookLater();
  return store;
}

CertificateStore::CertificateStore(TlsOptions options, TlsMaterial material)
    : options_(std::move(options)), current_(std::make_shared<const TlsMaterial>(std::move(material))) {}

CertificateStore::~CertificateStore() { options_.timers->Cancel(next_look_); }

std::shared_ptr<const TlsMaterial> CertificateStore::current() const {
  MutexLock lock(&mutex_);
  return current_;
}

void CertificateStore::LookLater() {
  MutexLock lock(&mutex_);
  // Weak: a callback that runs already when the store ends finds nothing to do.
  next_look_ = options_.timers->RunAfter(options_.reload_interval, [weak = weak_from_this()] {
    if (const std::shared_ptr<CertificateStore> store = weak.lock()) store->Look();
  });
}

void CertificateStore::Look() {
  absl::StatusOr<TlsMaterial> read = ReadTlsMaterial(options_.files);
  const std::string fault(read.status().message());
  if (!read.ok() && fault != last_fault_)
    Log(LogLevel::kWarning, "certificate_kept", {{"file", options_.files.certificate}, {"cause", fault}});
  last_fault_ = fault;
  if (read.ok() && !(*read == *current())) {
    auto fresh = std::make_shared<const TlsMaterial>(*std::move(read));
    {
      MutexLock lock(&mutex_);
      current_ = std::move(fresh);
    }
    Log(LogLevel::kInfo, "certificate_changed", {{"file", options_.files.certificate}});
  }
  LookLater();
}

}  // namespace cloudphone
