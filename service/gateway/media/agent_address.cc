#include "service/gateway/media/agent_address.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

absl::Status Precondition(absl::string_view reason, const v1::Phone& phone, std::string message) {
  RichError error;
  error.code = google::rpc::FAILED_PRECONDITION;
  error.reason = std::string(reason);
  error.message = std::move(message);
  error.precondition_subject = absl::StrCat("phones/", phone.phone_id());
  if (phone.state() != v1::PHONE_STATE_RUNNING)
    error.metadata["state"] =
        std::string(absl::StripPrefix(v1::PhoneState_Name(phone.state()), "PHONE_STATE_"));
  return ToStatus(error);
}

absl::Status NotRunning(const v1::Phone& phone) {
  return Precondition("PHONE_NOT_RUNNING", phone,
                      absl::StrCat("the phone does not run: its state is ",
                                   absl::StripPrefix(v1::PhoneState_Name(phone.state()), "PHONE_STATE_")));
}

absl::Status NotMapped(const v1::Phone& phone, const std::string& port_name) {
  std::vector<std::string> names;
  for (const v1::PhoneAccessInfo& port : phone.access_infos()) names.push_back(port.type());
  return Precondition(
      "AGENT_PORT_NOT_MAPPED", phone,
      absl::StrCat("the phone has no port \"", port_name, "\", only \"", absl::StrJoin(names, "\", \""),
                   "\": ports are fixed when a server is bought; name another one in the "
                   "gateway's configuration, or buy a server with that port"));
}

}  // namespace

absl::StatusOr<std::string> AgentAddress(const v1::Phone& phone, const std::string& port_name,
                                         AgentNetwork network) {
  // A state that we do not know may be one in which it runs.
  if (phone.state() != v1::PHONE_STATE_RUNNING && phone.state() != v1::PHONE_STATE_UNSPECIFIED)
    return NotRunning(phone);
  for (const v1::PhoneAccessInfo& port : phone.access_infos()) {
    if (port.type() != port_name || port.access_port() <= 0) continue;
    const std::string& host = network == AgentNetwork::kPublic ? port.public_ip() : port.server_ip();
    if (host.empty()) {
      return Precondition("AGENT_PORT_NOT_MAPPED", phone,
                          absl::StrCat("the port \"", port_name, "\" of the phone has no ",
                                       network == AgentNetwork::kPublic ? "public" : "private",
                                       " address: the gateway's configuration names the network"));
    }
    const bool is_ipv6 = absl::StrContains(host, ':');
    return is_ipv6 ? absl::StrCat("[", host, "]:", port.access_port())
                   : absl::StrCat(host, ":", port.access_port());
  }
  return NotMapped(phone, port_name);
}

}  // namespace cloudphone
