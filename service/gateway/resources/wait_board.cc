#include "service/gateway/resources/wait_board.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

Outlook OutlookOfPhone(const Message& phone) {
  return PhoneOutlook(v1::PHONE_CONDITION_RUNNING, static_cast<const v1::Phone&>(phone).state());
}

bool IsUnreachable(Outlook outlook) { return outlook != Outlook::kReached && outlook != Outlook::kWaiting; }

std::string StateName(const Message& resource) {
  const auto* field = resource.GetDescriptor()->FindFieldByName("state");
  return resource.GetReflection()->GetEnum(resource, field)->name();
}

// Why a resource cannot meet the condition any more. `seen` is null for one that is gone.
google::rpc::Status Why(const ResourceType& type, const std::string& id, Outlook outlook,
                        const SharedResource& seen) {
  if (outlook == Outlook::kGone) return FromStatus(UnknownResource(type, id));
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = outlook == Outlook::kFrozen ? "RESOURCE_FROZEN" : type.wrong_state_reason;
  const std::string state = StateName(*seen);
  error.message = absl::StrCat(type.name, " ", id, " is in ", state, ", which does not end by itself");
  error.metadata["state"] = state;
  error.precondition_subject = id;
  return ToRpcStatus(error);
}

v1::Refusal MakeRefusal(const ResourceType& type, const std::string& id, Outlook outlook,
                        const SharedResource& seen) {
  v1::Refusal refusal;
  const auto* field = v1::Refusal::descriptor()->FindFieldByName(type.id->name());
  refusal.GetReflection()->SetString(&refusal, field, id);
  *refusal.mutable_error() = Why(type, id, outlook, seen);
  return refusal;
}

}  // namespace

WaitBoard::WaitBoard(const ResourceType& type, WaitPlan plan) : type_(type), plan_(std::move(plan)) {
  for (const std::string& id : plan_.ids) targets_[id];
}

void WaitBoard::Take(const ResourceNews& news) {
  for (const SharedResource& row : news.rows) {
    const std::string id = IdOf(type_, *row);
    const auto found = targets_.find(id);
    if (found == targets_.end()) continue;
    Target& target = found->second;
    target.looked_at = true;
    target.seen = row;
    target.outlook = plan_.outlook(*row);
    if (target.outlook == Outlook::kGone) TakeGone(id, &target);
  }
  for (const std::string& id : news.deleted) {
    const auto found = targets_.find(id);
    if (found != targets_.end()) TakeGone(id, &found->second);
  }
  for (const std::string& id : news.unread) {
    const auto found = targets_.find(id);
    if (found != targets_.end()) found->second.looked_at = true;
  }
}

void WaitBoard::TakeGone(const std::string& id, Target* target) {
  target->looked_at = true;
  if (plan_.gone_is_reached) {
    target->outlook = Outlook::kReached;
  } else if (target->seen == nullptr && target->outlook != Outlook::kGone) {
    unknown_ = UnknownResource(type_, id);
  } else {
    target->outlook = Outlook::kGone;
  }
  target->seen = nullptr;
}

void WaitBoard::TakePhones(const std::string& server_id, const ResourceNews& news) {
  const ResourceType& type = PhoneResource();
  Target& target = targets_.at(server_id);
  target.phones_known = true;
  for (const SharedResource& phone : news.rows) target.phones[IdOf(type, *phone)] = phone;
  for (const std::string& id : news.left) target.phones.erase(id);
  for (const std::string& id : news.deleted) target.phones.erase(id);
}

std::vector<std::string> WaitBoard::ServersToWatch() {
  std::vector<std::string> servers;
  if (!plan_.with_phones) return servers;
  for (auto& [id, target] : targets_) {
    if (target.outlook == Outlook::kReached && !std::exchange(target.phones_wanted, true))
      servers.push_back(id);
  }
  return servers;
}

bool WaitBoard::LookedAt(const Target& target) const {
  const bool phones_come = plan_.with_phones && target.outlook == Outlook::kReached;
  return target.looked_at && (!phones_come || target.phones_known);
}

bool WaitBoard::Reached(const Target& target) const {
  if (target.outlook != Outlook::kReached) return false;
  if (!plan_.with_phones) return true;
  if (!target.phones_known) return false;
  // A server with a model of phones has phones: if none is listed yet, they are still to come.
  if (target.phones.empty() && !static_cast<const v1::Server&>(*target.seen).phone_model_name().empty())
    return false;
  return std::all_of(target.phones.begin(), target.phones.end(),
                     [](const auto& phone) { return OutlookOfPhone(*phone.second) == Outlook::kReached; });
}

bool WaitBoard::Unreachable(const Target& target) const {
  if (target.outlook != Outlook::kReached) return IsUnreachable(target.outlook);
  return std::any_of(target.phones.begin(), target.phones.end(),
                     [](const auto& phone) { return IsUnreachable(OutlookOfPhone(*phone.second)); });
}

void WaitBoard::AddRefusals(const std::string& id, const Target& target,
                            std::vector<v1::Refusal>* refusals) const {
  if (IsUnreachable(target.outlook)) refusals->push_back(MakeRefusal(type_, id, target.outlook, target.seen));
  if (target.outlook != Outlook::kReached) return;
  for (const auto& [phone_id, phone] : target.phones) {
    const Outlook outlook = OutlookOfPhone(*phone);
    if (!IsUnreachable(outlook)) continue;
    refusals->push_back(MakeRefusal(PhoneResource(), phone_id, outlook, phone));
    refusals->back().set_server_id(id);
  }
}

bool WaitBoard::over() const {
  if (!unknown_.ok()) return true;
  bool all_looked_at = true;
  bool all_reached = true;
  bool any_unreachable = false;
  for (const auto& [id, target] : targets_) {
    all_looked_at = all_looked_at && LookedAt(target);
    all_reached = all_reached && Reached(target);
    any_unreachable = any_unreachable || Unreachable(target);
  }
  return all_reached || (all_looked_at && any_unreachable);
}

absl::StatusOr<WaitResult> WaitBoard::Result() const {
  if (!unknown_.ok()) return unknown_;
  WaitResult result;
  result.done = true;
  for (const std::string& id : plan_.ids) {
    const Target& target = targets_.at(id);
    if (!Reached(target)) result.done = false;
    if (target.seen != nullptr) result.seen.push_back(target.seen);
    AddRefusals(id, target, &result.unreachable);
  }
  return result;
}

}  // namespace cloudphone
