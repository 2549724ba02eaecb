#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_TARGETS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_TARGETS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "rapidjson/document.h"
#include "service/simulator/call.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/id_list.h"

namespace cloudphone::simulator {

// Unverified: CPS.0190 shows that there is a bound, no document says which where none is named.
constexpr size_t kMaxPhonesInCall = 50;
constexpr size_t kMaxServersInCall = 100;

// Reads the list of that name, an object for each phone, each by `read`, which returns why the call is
// refused. `bad` is for what is no list, empty or not of objects, `many` for one of more than
// kMaxPhonesInCall.
template <typename Item>
absl::optional<VendorError> ReadItems(const rapidjson::Value& body, const char* name, const VendorError& bad,
                                      const VendorError& many,
                                      absl::optional<VendorError> (*read)(const rapidjson::Value&, Item*),
                                      std::vector<Item>* items) {
  const auto found = body.FindMember(name);
  if (found == body.MemberEnd() || !found->value.IsArray() || found->value.Empty()) return bad;
  if (found->value.Size() > kMaxPhonesInCall) return many;
  for (const rapidjson::Value& value : found->value.GetArray()) {
    if (!value.IsObject()) return bad;
    items->emplace_back();
    if (const auto error = read(value, &items->back())) return error;
  }
  return absl::nullopt;
}

// Why nothing begins on a phone that must run, or nothing. `phone` may be null.
absl::optional<ItemError> RefuseUnlessRunning(const std::string& phone_id, const Phone* phone);
// The same where the phone may be stopped too.
absl::optional<ItemError> RefuseUnlessSettled(const std::string& phone_id, const Phone* phone);
// Why nothing begins in the shared storage of a server, or nothing. `server` may be null.
absl::optional<ItemError> RefuseUnlessShared(const std::string& server_id, const Server* server);

// The answer of a call that starts a job for each target: the list `jobs`.
class JobsAnswer {
 public:
  // `target` names the id of an item: phone_id or server_id.
  JobsAnswer(const Call& call, const char* target);

  void Started(absl::string_view id, const Job& job);
  void Refused(absl::string_view id, const ItemError& error);
  // The same for an item of another kind than the call's.
  void RefusedAs(const char* target, absl::string_view id, const ItemError& error);
  Response Take();

 private:
  const Call& call_;
  const char* const target_;
  JsonAnswer json_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_TARGETS_H_
