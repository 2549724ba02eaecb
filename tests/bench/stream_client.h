#ifndef CLOUDPHONE_TESTS_BENCH_STREAM_CLIENT_H_
#define CLOUDPHONE_TESTS_BENCH_STREAM_CLIENT_H_

#include <sys/types.h>

#include <cstdint>
#include <cstdio>
#include <string>

namespace cloudphone {

// A process that holds many WatchJobs streams to a server in this one, so that the client's memory is not
// measured with the server's. Errors end the program.
class StreamClient {
 public:
  // Forks: to be made before anything of gRPC.
  StreamClient();
  ~StreamClient();
  StreamClient(const StreamClient&) = delete;
  StreamClient& operator=(const StreamClient&) = delete;

  // Opens `streams` that watch "r0" to "r(requests - 1)" in turns; returns when each has had a message.
  void Open(const std::string& address, int streams, int requests);
  // From here on one more message of each of the streams that were opened last is counted ...
  void Expect();
  // ... until all have come: when that was, in nanoseconds of the steady clock.
  int64_t AwaitExpected();
  // Ends all streams.
  void Close();

 private:
  int64_t Ask(const std::string& command);

  pid_t child_ = 0;
  FILE* to_child_ = nullptr;
  FILE* from_child_ = nullptr;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_BENCH_STREAM_CLIENT_H_
