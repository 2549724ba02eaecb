#ifndef CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_LINK_H_
#define CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_LINK_H_

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"

namespace cloudphone {

// The way to the agent of one phone. A copy shares the channel, which lives as long as anybody holds it.
struct AgentLink {
  std::shared_ptr<grpc::Channel> channel;
  std::string phone_id;         // What the requests name: several phones may be behind one channel.
  std::string token;            // A secret; empty: the agent asks for none.
  std::string request_id = "";  // Of the caller for whom it is, for the agent's log; empty: it is for many.
};

// Puts the token of the phone and the request id into the metadata of a call. Before the call starts.
inline void PrepareContext(const AgentLink& link, grpc::ClientContext* context) {
  if (!link.token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", link.token));
  if (!link.request_id.empty()) context->AddMetadata("x-request-id", link.request_id);
}

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_PHONE_AGENT_AGENT_LINK_H_
