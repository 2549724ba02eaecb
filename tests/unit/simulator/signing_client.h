#ifndef CLOUDPHONE_TESTS_UNIT_SIMULATOR_SIGNING_CLIENT_H_
#define CLOUDPHONE_TESTS_UNIT_SIMULATOR_SIGNING_CLIENT_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "rapidjson/document.h"
#include "tests/unit/simulator/loopback_client.h"

namespace cloudphone::simulator {

// What a request is signed and sent with. The defaults are what a simulator accepts without options.
struct SigningKeys {
  std::string access_key;
  std::string secret_key;
  std::string security_token;
  std::string project_id;
};

// Calls a simulator over one connection, signed by the vendor's rules. It neither sorts nor
// encodes: a test gives the target in its canonical form.
class SigningClient {
 public:
  // Signs as of `now`.
  SigningClient(const std::string& address, SigningKeys keys, absl::Time now);

  // Sends a request for the path and query behind /v1/{project_id} and reads the answer, which must be JSON
  // with the X-Request-Id of its head. `chunked`: the body in chunks, without Content-Length.
  rapidjson::Document Call(absl::string_view method, absl::string_view path, absl::string_view body = "",
                           bool chunked = false);

  // The two halves of it: for an answer that comes later, or is none.
  void SendCall(absl::string_view method, absl::string_view path, absl::string_view body = "",
                bool chunked = false);
  // The first half for another target than a path of the project's.
  void SendSigned(absl::string_view method, const std::string& target, absl::string_view body = "",
                  bool chunked = false);
  // The same with just these headers, by lower-case names, signed beside x-sdk-date; as some clients do,
  // which do not sign the host. `sent_target` is what stands in the request line where that is another than
  // what is signed.
  void SendWithHeaders(absl::string_view method, const std::string& target,
                       std::map<std::string, std::string> headers, absl::string_view body = "",
                       bool chunked = false, const std::string& sent_target = "");
  LoopbackClient::Answer ReadAnswer() { return connection_.Read(); }
  // Whether something can be read already.
  bool HasAnswer() { return connection_.HasMore(); }

  // HTTP status, and the error code if there is one, of the last answer: "200 ", "404 CPS.0005".
  const std::string& outcome() const { return outcome_; }
  // Text of the last error.
  const std::string& error_text() const { return error_text_; }
  // The last answer as it came.
  const std::string& body() const { return body_; }
  const std::map<std::string, std::string>& headers() const { return headers_; }

 private:
  LoopbackClient connection_;
  const std::string address_;
  const SigningKeys keys_;
  const absl::Time now_;
  std::string outcome_;
  std::string error_text_;
  std::string body_;
  std::map<std::string, std::string> headers_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_TESTS_UNIT_SIMULATOR_SIGNING_CLIENT_H_
