#include "gateway.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <fstream>
#include <iterator>

std::shared_ptr<grpc::Channel> Connect(const std::string& address, const std::string& ca_file) {
  // With windows that grow, as they do by default, seconds of stale sound may lie in the network, where the
  // gateway cannot drop them: with these two arguments at most some frames.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 16384);
  if (ca_file.empty()) {
    return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  }
  std::ifstream file(ca_file);
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs.assign(std::istreambuf_iterator<char>(file), {});
  // Empty, they would stand for the authorities of the system.
  if (tls.pem_root_certs.empty()) return nullptr;
  return grpc::CreateCustomChannel(address, grpc::SslCredentials(tls), arguments);
}

CallContext::CallContext(const Gateway& gateway, std::chrono::seconds time) {
  set_deadline(std::chrono::system_clock::now() + time);
  if (!gateway.account.empty()) AddMetadata("x-cloudphone-account", gateway.account);
}
