#ifndef CLOUDPHONE_SERVICE_SIMULATOR_ID_LIST_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_ID_LIST_H_

#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "rapidjson/document.h"
#include "service/simulator/errors.h"

namespace cloudphone::simulator {

// A list of ids in a body, and what a call is refused with that has none of them.
struct IdListRule {
  const char* member;
  VendorError bad;    // No list of texts.
  VendorError empty;  // Absent, or nothing in it.
  size_t max;
  VendorError many;
};

// The list of servers that a call takes. Unverified: which of the codes a body has that is no JSON or has no
// list.
constexpr IdListRule ServerIdsRule(size_t max) {
  return {"server_ids", kBadServerIds, kNoServerIds, max, kManyServers};
}

// The list of phones that a call takes.
constexpr IdListRule PhoneIdsRule(size_t max) {
  return {"phone_ids", kBadPhoneIds, kNoPhoneId, max, kManyPhones};
}

// Reads the list, whatever the ids look like; returns why the whole call is refused.
absl::optional<VendorError> ReadIds(const rapidjson::Value& body, const IdListRule& rule,
                                    std::vector<std::string>* ids);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_ID_LIST_H_
