#include "service/cphctl/connection.h"

#include <utility>

#include "adapters/runtime/file_descriptor.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "service/serving/grpc_status.h"

namespace cloudphone::cphctl {
namespace {

std::shared_ptr<grpc::Channel> Connect(const std::string& address,
                                       const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  grpc::ChannelArguments arguments;
  // As often as the gateway's server allows.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

absl::StatusOr<grpc::SslCredentialsOptions> ReadTls(const ConnectionOptions& options) {
  grpc::SslCredentialsOptions tls;
  const std::pair<const std::string&, std::string*> files[] = {
      {options.ca_file, &tls.pem_root_certs},
      {options.certificate_file, &tls.pem_cert_chain},
      {options.key_file, &tls.pem_private_key}};
  for (const auto& [name, content] : files) {
    if (name.empty()) continue;
    absl::StatusOr<std::string> read = ReadFile(name);
    if (!read.ok()) return read.status();
    *content = *std::move(read);
  }
  return tls;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options) {
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (!options.ca_file.empty()) {
    absl::StatusOr<grpc::SslCredentialsOptions> tls = ReadTls(options);
    if (!tls.ok()) return tls.status();
    credentials = grpc::SslCredentials(*tls);
  }
  return std::unique_ptr<Connection>(new Connection(options, Connect(options.address, credentials)));
}

Connection::Connection(const ConnectionOptions& options, const std::shared_ptr<grpc::Channel>& channel)
    : options_(options),
      phones_(v1::PhoneService::NewStub(channel)),
      jobs_(v1::JobService::NewStub(channel)) {}

void Connection::Prepare(grpc::ClientContext* context) const {
  if (!options_.account.empty()) context->AddMetadata("x-cloudphone-account", options_.account);
}

void Connection::SetDeadline(grpc::ClientContext* context) const {
  Prepare(context);
  context->set_deadline(std::chrono::system_clock::now() + options_.timeout);
}

absl::StatusOr<std::vector<v1::Phone>> Connection::ListPhones(v1::ListPhonesRequest filters) {
  std::vector<v1::Phone> phones;
  do {
    grpc::ClientContext context;
    SetDeadline(&context);
    v1::ListPhonesResponse page;
    const grpc::Status status = phones_->ListPhones(&context, filters, &page);
    if (!status.ok()) return FromGrpcStatus(status);
    phones.insert(phones.end(), page.phones().begin(), page.phones().end());
    filters.set_page_token(page.next_page_token());
  } while (!filters.page_token().empty());
  return phones;
}

absl::StatusOr<v1::JobGroup> Connection::Restart(const std::vector<std::string>& phone_ids) {
  grpc::ClientContext context;
  SetDeadline(&context);
  v1::BatchRestartPhonesRequest request;
  for (const std::string& id : phone_ids) request.add_phones()->set_phone_id(id);
  v1::BatchRestartPhonesResponse response;
  const grpc::Status status = phones_->BatchRestartPhones(&context, request, &response);
  if (!status.ok()) return FromGrpcStatus(status);
  return std::move(*response.mutable_group());
}

absl::Status Connection::Watch(const std::vector<std::string>& request_ids,
                               const std::function<void(const v1::WatchJobsResponse&)>& on_update) {
  v1::WatchJobsRequest request;
  for (const std::string& id : request_ids) request.add_request_ids(id);
  bool heard = true;
  while (true) {
    grpc::ClientContext context;
    Prepare(&context);
    // Waits for a gateway that restarts, once: one that is not heard of at all is an error.
    context.set_wait_for_ready(heard);
    heard = false;
    const std::unique_ptr<grpc::ClientReader<v1::WatchJobsResponse>> stream =
        jobs_->WatchJobs(&context, request);
    v1::WatchJobsResponse update;
    while (stream->Read(&update)) {
      heard = true;
      on_update(update);
    }
    const grpc::Status status = stream->Finish();
    if (status.error_code() != grpc::StatusCode::UNAVAILABLE || !heard) return FromGrpcStatus(status);
  }
}

}  // namespace cloudphone::cphctl
