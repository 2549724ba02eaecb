// What HTTP itself takes: GETs one page again and again through the transport of the gateway, and prints one
// JSON line of what it measured (closed_loop.h), its own CPU time first. The few hundred nanoseconds that the
// measuring takes are in it.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/time/clock.h"
#include "adapters/http/curl_transport.h"
#include "tests/bench/closed_loop.h"

ABSL_FLAG(std::string, url, "", "The page.");
ABSL_FLAG(int, in_flight, 64, "Calls at a time.");
ABSL_FLAG(absl::Duration, span, absl::Seconds(1), "How long to measure.");

namespace cloudphone {
namespace {

void Run() {
  LoadOptions options;
  options.in_flight = absl::GetFlag(FLAGS_in_flight);
  options.span = absl::GetFlag(FLAGS_span);
  options.processes = {0};
  const std::string url = absl::GetFlag(FLAGS_url);
  const auto transport = CurlTransport::Create({});
  if (!transport.ok()) std::abort();
  const LoadReport report = RunClosedLoop(options, [&](int, LoadDone done) {
    HttpRequest request;
    request.method = "GET";
    request.url = url;
    request.deadline = absl::Now() + absl::Seconds(10);
    (*transport)->Send(std::move(request), [done = std::move(done)](const HttpResult& result) {
      if (result.failure != HttpFailure::kNone || result.status != 200) std::abort();
      done(result.body.size());
    });
  });
  std::puts(ToJson(report).c_str());
}

}  // namespace
}  // namespace cloudphone

int main(int argc, char** argv) {
  absl::ParseCommandLine(argc, argv);
  cloudphone::Run();
  return 0;
}
