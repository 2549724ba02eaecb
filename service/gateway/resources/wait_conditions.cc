#include "service/gateway/resources/wait_conditions.h"

namespace cloudphone {
namespace {

constexpr Outlook kReached = Outlook::kReached;
constexpr Outlook kWaiting = Outlook::kWaiting;
constexpr Outlook kFailed = Outlook::kFailed;
constexpr Outlook kFrozen = Outlook::kFrozen;
constexpr Outlook kGone = Outlook::kGone;

// Two rules make these tables (the vendor's transitions are inferred: unverified).
//
// A state in which the upstream is at work, or from which one call leads to the condition, is waited in: the
// wait may well have begun before the call. So STOPPED may still become RUNNING, and RUNNING STOPPED.
//
// A state whose name says that the last thing failed ends the wait, whatever failed. Nothing is on its way
// any more, and a call that is accepted takes the resource out of the state at once, so who called and then
// waits does not meet it. Such a resource needs a person to look at it; to wait on would hide that until the
// time is over. ABNORMAL and FROZEN are no different.
struct PhoneRow {
  v1::PhoneState state;
  Outlook running;
  Outlook stopped;
};
constexpr PhoneRow kPhones[] = {
    {v1::PHONE_STATE_CREATING, kWaiting, kWaiting},
    {v1::PHONE_STATE_RUNNING, kReached, kWaiting},
    {v1::PHONE_STATE_RESETTING, kWaiting, kWaiting},
    {v1::PHONE_STATE_RESTARTING, kWaiting, kWaiting},
    {v1::PHONE_STATE_FROZEN, kFrozen, kFrozen},
    {v1::PHONE_STATE_STOPPING, kWaiting, kWaiting},
    {v1::PHONE_STATE_STOPPED, kWaiting, kReached},
    {v1::PHONE_STATE_ABNORMAL, kFailed, kFailed},
    {v1::PHONE_STATE_RESET_FAILED, kFailed, kFailed},
    {v1::PHONE_STATE_RESTART_FAILED, kFailed, kFailed},
    {v1::PHONE_STATE_CREATE_FAILED, kFailed, kFailed},
    // Also for RUNNING: the phone may be up or down, nobody knows, and it stays like that.
    {v1::PHONE_STATE_STOP_FAILED, kFailed, kFailed},
};

// `running` stands for SERVER_RUNNING, PHONES_RUNNING and MODEL_CHANGED: each wants the server to run.
//
// DELETED can be reached from everywhere: servers are deleted because they are faulty, and a frozen one is
// deleted by the vendor when nobody pays. Whether a deletion failed is said by its job.
struct ServerRow {
  v1::ServerState state;
  Outlook running;
  Outlook deleted;
};
constexpr ServerRow kServers[] = {
    {v1::SERVER_STATE_CREATING, kWaiting, kWaiting},
    {v1::SERVER_STATE_RUNNING, kReached, kWaiting},
    {v1::SERVER_STATE_ABNORMAL, kFailed, kWaiting},
    {v1::SERVER_STATE_DELETED, kGone, kGone},
    {v1::SERVER_STATE_FROZEN, kFrozen, kWaiting},
    {v1::SERVER_STATE_STOPPED, kWaiting, kWaiting},
    {v1::SERVER_STATE_STOPPING, kWaiting, kWaiting},
    // A restart stops first: where that failed it goes no further.
    {v1::SERVER_STATE_STOP_FAILED, kFailed, kWaiting},
    {v1::SERVER_STATE_STARTING, kWaiting, kWaiting},
};

}  // namespace

Outlook PhoneOutlook(v1::PhoneCondition condition, v1::PhoneState state) {
  for (const PhoneRow& row : kPhones) {
    if (row.state == state) return condition == v1::PHONE_CONDITION_STOPPED ? row.stopped : row.running;
  }
  return kWaiting;
}

Outlook ServerOutlook(v1::ServerCondition condition, v1::ServerState state) {
  for (const ServerRow& row : kServers) {
    if (row.state == state) return condition == v1::SERVER_CONDITION_DELETED ? row.deleted : row.running;
  }
  return kWaiting;
}

}  // namespace cloudphone
