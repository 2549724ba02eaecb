#ifndef CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_CONDITIONS_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_CONDITIONS_H_

#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"

namespace cloudphone {

// What a state means to somebody who waits for a condition.
enum class Outlook {
  kReached,
  kWaiting,  // May come yet.
  kFailed,   // Will not come unless somebody does something about it.
  kFrozen,   // Will not come unless somebody pays.
  kGone,     // Deleted.
};

// Read from one table for each kind of resource: condition x state. Values that the tables do not have are
// kWaiting, as is PHONE_STATE_UNSPECIFIED: of a state that nobody documented nobody can say that it is final.
Outlook PhoneOutlook(v1::PhoneCondition condition, v1::PhoneState state);
Outlook ServerOutlook(v1::ServerCondition condition, v1::ServerState state);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RESOURCES_WAIT_CONDITIONS_H_
