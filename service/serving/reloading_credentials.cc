#include "service/serving/reloading_credentials.h"

#include <string>
#include <utility>

#include "grpc/grpc.h"
#include "grpc/grpc_security.h"

namespace cloudphone {
namespace {

class ReloadingCredentials final : public grpc::ServerCredentials {
 public:
  explicit ReloadingCredentials(std::shared_ptr<CertificateStore> store) : store_(std::move(store)) {}

  // Callers are told by their certificates and metadata, see rpc; nothing runs in between.
  void SetAuthMetadataProcessor(const std::shared_ptr<grpc::AuthMetadataProcessor>&) override {}

 private:
  int AddPortToServer(const std::string& address, grpc_server* server) override {
    grpc_server_credentials* const credentials =
        grpc_ssl_server_credentials_create_with_options(  // Takes the options.
            grpc_ssl_server_credentials_create_options_using_config_fetcher(
                store_->asks_clients() ? GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY
                                       : GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE,
                &Fetch, this));
    const int port = grpc_server_add_http2_port(server, address.c_str(), credentials);
    grpc_server_credentials_release(credentials);
    return port;
  }

  // Called at each connection, on a gRPC thread and under a lock of the port.
  static grpc_ssl_certificate_config_reload_status Fetch(void* self,
                                                         grpc_ssl_server_certificate_config** config) {
    auto* const credentials = static_cast<ReloadingCredentials*>(self);
    std::shared_ptr<const TlsMaterial> material = credentials->store_->current();
    if (material == credentials->given_) return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_UNCHANGED;
    const grpc_ssl_pem_key_cert_pair pair = {material->key.c_str(), material->certificates.c_str()};
    // Where clients are not asked nobody is checked against these; but gRPC 1.51, as Debian builds it, aborts
    // when there are none.
    const std::string& authorities =
        credentials->store_->asks_clients() ? material->client_authorities : material->certificates;
    *config = grpc_ssl_server_certificate_config_create(authorities.c_str(), &pair, 1);  // Copies all.
    credentials->given_ = std::move(material);
    return GRPC_SSL_CERTIFICATE_CONFIG_RELOAD_NEW;
  }

  const std::shared_ptr<CertificateStore> store_;
  std::shared_ptr<const TlsMaterial> given_;  // To the port; under its lock.
};

}  // namespace

std::shared_ptr<grpc::ServerCredentials> ReloadingServerCredentials(std::shared_ptr<CertificateStore> store) {
  return std::make_shared<ReloadingCredentials>(std::move(store));
}

}  // namespace cloudphone
