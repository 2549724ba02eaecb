#include "service/simulator/simulator.h"

#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/serving/listen_address.h"
#include "service/simulator/cloud.h"
#include "service/simulator/errors.h"
#include "service/simulator/http_server.h"

namespace cloudphone::simulator {

struct Simulator::Parts {
  Parts(const SimulatorOptions& options, const Timers* clock)
      : cloud(options, clock), ids(options.seed + 1) {}
  Cloud cloud;
  std::mt19937_64 ids;
  std::unique_ptr<HttpServer> server;  // Ends first.
};

absl::StatusOr<std::unique_ptr<Simulator>> Simulator::Start(SimulatorOptions options, const Timers* clock) {
  absl::StatusOr<ListenAddress> listen = ParseListenAddress(options.listen);
  if (!listen.ok()) return listen.status();
  if (listen->host == "localhost") listen->host = "127.0.0.1";
  if (options.servers < 0 || options.phones_per_server < 0 || options.job_duration < absl::ZeroDuration())
    return absl::InvalidArgumentError("servers, phones_per_server and job_duration must not be negative");
  auto parts = std::make_unique<Parts>(options, clock);
  Parts* const running = parts.get();
  auto server = HttpServer::Start(
      listen->host, listen->port,
      [running](const Request& request) { return running->cloud.Answer(request); },
      [running](int status) {
        const std::string id = absl::StrCat(absl::Hex(running->ids(), absl::kZeroPad16),
                                            absl::Hex(running->ids(), absl::kZeroPad16));
        return ErrorResponse(status, "APIGW.0201", "The request is too large.", id);
      });
  if (!server.ok()) return server.status();
  parts->server = *std::move(server);
  return std::unique_ptr<Simulator>(new Simulator(std::move(parts)));
}

Simulator::Simulator(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Simulator::~Simulator() = default;

std::string Simulator::address() const { return parts_->server->address(); }

}  // namespace cloudphone::simulator
