#ifndef CLOUDPHONE_TESTS_UNIT_SIMULATOR_OBJECT_CLIENT_H_
#define CLOUDPHONE_TESTS_UNIT_SIMULATOR_OBJECT_CLIENT_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/unit/simulator/loopback_client.h"
#include "tests/unit/simulator/signing_client.h"

namespace cloudphone::simulator {

// Calls the object store of a simulator over one connection, signed by the vendor's rules. Like
// SigningClient it neither sorts nor encodes.
class ObjectClient {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  // Signs as of `now`.
  ObjectClient(const std::string& address, SigningKeys keys, absl::Time now)
      : connection_(address), address_(address), keys_(std::move(keys)), now_(now) {}

  // `target` is path and query with the bucket first; `headers` are sent and, where they are Content-MD5,
  // Content-Type or x-obs-*, signed.
  LoopbackClient::Answer Call(absl::string_view method, const std::string& target,
                              absl::string_view body = "", Headers headers = {});
  // The same by a URL that holds for a minute.
  LoopbackClient::Answer CallByUrl(absl::string_view method, const std::string& target,
                                   absl::string_view body = "", const Headers& headers = {});
  // Path and query of that URL.
  std::string SignedTarget(absl::string_view method, const std::string& target, absl::Time expires,
                           const Headers& headers = {}) const;
  // Sends what is given, unsigned.
  LoopbackClient::Answer Send(absl::string_view method, const std::string& target, absl::string_view body,
                              const Headers& headers);

  // Status and code of the last answer: "200 ", "404 NoSuchKey".
  const std::string& outcome() const { return outcome_; }

 private:
  std::string StringToSign(absl::string_view method, const std::string& target, const std::string& time,
                           const Headers& headers) const;

  LoopbackClient connection_;
  const std::string address_;
  const SigningKeys keys_;
  const absl::Time now_;
  std::string outcome_;
};

// What stands in the first element of that name.
std::string XmlText(absl::string_view xml, absl::string_view name);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_TESTS_UNIT_SIMULATOR_OBJECT_CLIENT_H_
