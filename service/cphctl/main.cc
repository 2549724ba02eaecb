// cphctl: the command line of the gateway.

#include <algorithm>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "adapters/phone_agent/agent_token.h"
#include "adapters/runtime/secret_file.h"
#include "service/cphctl/connection.h"
#include "service/cphctl/printing.h"
#include "service/serving/grpc_end.h"

namespace cloudphone::cphctl {
namespace {

struct Arguments {
  ConnectionOptions connection;
  int timeout_seconds = 30;
  std::string server_id;
  std::string phone_name;
  bool wait = false;
  int count = 5;
  std::vector<std::string> ids;
  std::string secret_file;
};

void Print(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

absl::Status ListPhones(Connection* gateway, const Arguments& arguments) {
  v1::ListPhonesRequest filters;
  filters.set_server_id(arguments.server_id);
  filters.set_phone_name(arguments.phone_name);
  absl::StatusOr<std::vector<v1::Phone>> phones = gateway->ListPhones(filters);
  if (!phones.ok()) return phones.status();
  std::fputs(PhoneTable(*phones).c_str(), stdout);
  return absl::OkStatus();
}

// Fails when a job does.
absl::Status WatchJobs(Connection* gateway, const std::vector<std::string>& request_ids) {
  int failed = 0;
  absl::Status status = gateway->Watch(request_ids, [&failed](const v1::WatchJobsResponse& update) {
    for (const v1::Job& job : update.jobs()) Print(JobLine(job));
    if (!update.heartbeat()) Print(ProgressLine(update.progress()));
    failed = update.progress().failed();
  });
  if (!status.ok() || failed == 0) return status;
  return absl::AbortedError(absl::StrCat(failed, " jobs failed"));
}

absl::Status RestartPhones(Connection* gateway, const std::vector<std::string>& phone_ids, bool wait) {
  absl::StatusOr<v1::JobGroup> group = gateway->Restart(phone_ids);
  if (!group.ok()) return group.status();
  for (const std::string& id : group->request_ids()) Print(absl::StrCat("request ", id));
  for (const v1::Refusal& refusal : group->refused())
    Print(absl::StrCat(refusal.phone_id(), "  REFUSED: ", refusal.error().message()));
  if (wait && group->jobs_size() > 0) {
    // Not group->request_ids(): a request without a job, whose outcome is unknown, may end the watch of the
    // rest.
    std::vector<std::string> requests;
    for (const v1::Job& job : group->jobs()) requests.push_back(job.request_id());
    requests.erase(std::unique(requests.begin(), requests.end()), requests.end());
    absl::Status watched = WatchJobs(gateway, requests);
    if (!watched.ok()) return watched;
  }
  if (group->refused_size() == 0) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(group->refused_size(), " phones refused"));
}

// Asks no gateway. A line end after the secret is not part of it, as in the gateway's configuration.
absl::Status PrintAgentTokens(const Arguments& arguments) {
  const absl::StatusOr<std::string> secret = ReadSecretFile(arguments.secret_file);
  if (!secret.ok()) return secret.status();
  for (const std::string& phone_id : arguments.ids) Print(AgentToken(*secret, phone_id));
  return absl::OkStatus();
}

// The main job, for the eye: list, restart a few, see their jobs come to an end.
absl::Status Demo(Connection* gateway, const Arguments& arguments) {
  v1::ListPhonesRequest filters;
  absl::StatusOr<std::vector<v1::Phone>> phones = gateway->ListPhones(filters);
  if (!phones.ok()) return phones.status();
  Print(absl::StrCat("The account has ", phones->size(), " phones. The first that run:"));
  std::vector<v1::Phone> chosen;
  std::vector<std::string> ids;
  for (const v1::Phone& phone : *phones) {
    if (phone.state() != v1::PHONE_STATE_RUNNING || static_cast<int>(chosen.size()) == arguments.count)
      continue;
    chosen.push_back(phone);
    ids.push_back(phone.phone_id());
  }
  std::fputs(PhoneTable(chosen).c_str(), stdout);
  Print("\nRestarting them; the stream tells how their jobs go:");
  return RestartPhones(gateway, ids, true);
}

int End(const absl::Status& status) {
  if (status.ok()) return 0;
  std::fprintf(stderr, "cphctl: %s\n", ErrorLine(status).c_str());
  return 1;
}

int Run(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Lists, restarts and watches cloud phones through a cloudphone-gateway.", "cphctl");
  app.require_subcommand(1);
  app.add_option("--address", arguments.connection.address, "HOST:PORT of the gateway")
      ->capture_default_str();
  CLI::Option* authorities = app.add_option(
      "--ca_file", arguments.connection.ca_file,
      "PEM file of the authorities that may vouch for the gateway; without it plain text is spoken");
  CLI::Option* certificate =
      app.add_option("--certificate_file", arguments.connection.certificate_file,
                     "PEM file of the certificate to show a gateway that asks for one");
  CLI::Option* key = app.add_option("--key_file", arguments.connection.key_file, "PEM file of its key");
  certificate->needs(authorities)->needs(key);
  key->needs(certificate);
  app.add_option("--account", arguments.connection.account, "the account, where the gateway has several");
  app.add_option("--timeout", arguments.timeout_seconds, "seconds for a call; watches have none")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  CLI::App* phones = app.add_subcommand("phones", "list and restart phones")->require_subcommand(1);
  CLI::App* list = phones->add_subcommand("list", "list phones");
  list->add_option("--server", arguments.server_id, "only those of this server");
  list->add_option("--name", arguments.phone_name, "only those whose name holds this");
  CLI::App* restart = phones->add_subcommand("restart", "restart phones; starts stopped ones");
  restart->add_option("PHONE_ID", arguments.ids)->required();
  restart->add_flag("--wait", arguments.wait, "watch the jobs until all are done");
  CLI::App* jobs = app.add_subcommand("jobs", "watch what was begun")->require_subcommand(1);
  CLI::App* watch = jobs->add_subcommand("watch", "watch the jobs of requests until all are done");
  watch->add_option("REQUEST_ID", arguments.ids)->required();
  CLI::App* token =
      app.add_subcommand("agent-token", "make the tokens for the agents in phones, one line for each");
  token->add_option("--secret_file", arguments.secret_file, "file that holds the gateway's secret")
      ->required();
  token->add_option("PHONE_ID", arguments.ids)->required();
  CLI::App* demo = app.add_subcommand("demo", "show the main job: list, restart a few, watch");
  demo->add_option("--count", arguments.count, "how many phones to restart")
      ->capture_default_str()
      ->check(CLI::Range(1, 50));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (token->parsed()) return End(PrintAgentTokens(arguments));
  arguments.connection.timeout = std::chrono::seconds(arguments.timeout_seconds);
  absl::StatusOr<std::unique_ptr<Connection>> gateway = Connection::Open(arguments.connection);
  absl::Status status = gateway.status();
  if (status.ok() && list->parsed()) status = ListPhones(gateway->get(), arguments);
  if (status.ok() && restart->parsed()) status = RestartPhones(gateway->get(), arguments.ids, arguments.wait);
  if (status.ok() && watch->parsed()) status = WatchJobs(gateway->get(), arguments.ids);
  if (status.ok() && demo->parsed()) status = Demo(gateway->get(), arguments);
  return End(status);
}

}  // namespace
}  // namespace cloudphone::cphctl

int main(int argc, char** argv) {
  const int code = cloudphone::cphctl::Run(argc, argv);
  cloudphone::AwaitGrpcEnd();
  return code;
}
