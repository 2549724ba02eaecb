#include "tests/integration/gateway_fixture.h"

#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace cloudphone {

void SetDeadline(grpc::ClientContext* context, absl::Duration timeout) {
  context->set_deadline(absl::ToChronoTime(absl::Now() + timeout));
}

Watch::Watch(JobStub* stub, const std::vector<std::string>& request_ids, absl::Duration timeout) {
  v1::WatchJobsRequest request;
  request.mutable_request_ids()->Add(request_ids.begin(), request_ids.end());
  SetDeadline(&context_, timeout);
  reader_ = stub->WatchJobs(&context_, request);
}

absl::Status Watch::End() {
  v1::WatchJobsResponse skipped;
  while (reader_->Read(&skipped)) {
  }
  return FromGrpcStatus(reader_->Finish());
}

GatewayFixture::GatewayFixture() {
  simulator_.job_duration = absl::Milliseconds(200);
  jobs_.first_interval = absl::Milliseconds(10);
  jobs_.max_interval = absl::Milliseconds(20);
  jobs_.unknown_grace = absl::Milliseconds(50);
  resources_.page_interval = absl::Milliseconds(20);
}

void GatewayFixture::StartWithSimulator() {
  GatewayOptions options;
  options.simulator = simulator_;
  options.accounts.emplace_back();
  Start(std::move(options));
}

void GatewayFixture::StartWithUpstream(const std::string& url) {
  GatewayOptions options;
  AccountOptions account;
  account.endpoint = {url, "project"};
  account.key = {"TESTACCESSKEY", "test-secret-key", ""};
  account.looks_first = false;  // What a call sends is the call, and nothing before it.
  options.accounts.push_back(std::move(account));
  Start(std::move(options));
}

void GatewayFixture::Start(GatewayOptions options) {
  options.listen = {"127.0.0.1", 0};
  for (AccountOptions& account : options.accounts) {
    account.jobs = jobs_;
    account.resources = resources_;
    account.retry.first_delay = absl::Milliseconds(1);
  }
  auto gateway = Gateway::Start(std::move(options));
  ASSERT_TRUE(gateway.ok()) << gateway.status();
  gateway_ = *std::move(gateway);
  // Channels with equal arguments share their connection; each test has its own.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  channel_ = grpc::CreateCustomChannel(gateway_->address(), grpc::InsecureChannelCredentials(), arguments);
  phones_stub_ = v1::PhoneService::NewStub(channel_);
  servers_stub_ = v1::ServerService::NewStub(channel_);
  jobs_stub_ = v1::JobService::NewStub(channel_);
}

std::future<void> GatewayFixture::Drain(DrainOptions options) {
  return std::async(std::launch::async, [this, options] { gateway_->Drain(options); });
}

absl::StatusOr<v1::GetPhoneResponse> GatewayFixture::GetPhone(const std::string& phone_id) {
  v1::GetPhoneRequest request;
  request.set_phone_id(phone_id);
  return Call(&PhoneStub::GetPhone, request);
}

absl::StatusOr<v1::BatchRestartPhonesResponse> GatewayFixture::Restart(
    const std::vector<std::string>& phone_ids) {
  return Call(&PhoneStub::BatchRestartPhones, RestartRequest(phone_ids));
}

std::vector<v1::Phone> GatewayFixture::ListAll(v1::ListPhonesRequest request) {
  std::vector<v1::Phone> phones;
  do {
    const auto page = Call(&PhoneStub::ListPhones, request);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) break;
    phones.insert(phones.end(), page->phones().begin(), page->phones().end());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return phones;
}

v1::BatchRestartPhonesRequest RestartRequest(const std::vector<std::string>& phone_ids) {
  v1::BatchRestartPhonesRequest request;
  for (const std::string& id : phone_ids) request.add_phones()->set_phone_id(id);
  return request;
}

}  // namespace cloudphone
