#ifndef CLOUDPHONE_SERVICE_SERVING_RELOADING_CREDENTIALS_H_
#define CLOUDPHONE_SERVICE_SERVING_RELOADING_CREDENTIALS_H_

#include <memory>

#include "grpcpp/security/server_credentials.h"
#include "service/serving/certificate_store.h"

namespace cloudphone {

// TLS for one port of one server, each new connection with the certificate that the store holds then. Where
// the store has authorities for clients, a client without a certificate of theirs gets no connection. The
// credentials must outlive the server: gRPC asks them at each connection.
//
// Not FileWatcherCertificateProvider: of gRPC 1.51 it drops the good certificate as soon as the files hold
// something else, also a key and a certificate that do not fit because only one of them is written yet, and
// refuses every connection until they do (measured).
std::shared_ptr<grpc::ServerCredentials> ReloadingServerCredentials(std::shared_ptr<CertificateStore> store);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_RELOADING_CREDENTIALS_H_
