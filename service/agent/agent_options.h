#ifndef CLOUDPHONE_SERVICE_AGENT_AGENT_OPTIONS_H_
#define CLOUDPHONE_SERVICE_AGENT_AGENT_OPTIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "adapters/media_engine/loaded_engine.h"
#include "service/agent/agent_phone.h"
#include "service/agent/device/phone_device.h"
#include "service/serving/listen_address.h"
#include "service/serving/tls_material.h"

namespace cloudphone {

// What the command line says.
struct AgentFlags {
  std::string listen;
  bool insecure = false;
  std::string tls_certificate;
  std::string tls_key;
  std::string client_ca;
  std::string phone_id;
  std::string token_file;
  std::string engine;          // Paths, separated by commas; empty: where the library may lie.
  std::string symbols;         // "OpenAudio=name,CloseAudio=name"
  std::string layout;          // "natural" or "packed"
  std::string second_fingers;  // "down" or "pointer_down"
  absl::Duration quiet;        // See InputOptions.
};

// Everything that the agent is to do.
struct AgentOptions {
  ListenAddress listen;
  absl::optional<TlsFiles> tls;
  AgentPhoneOptions phone;
  LoadedEngineOptions engine;
  PhoneDeviceOptions device;
};

// Errors are one line that names the flag to mend, and never show the token. Reads the token's file. A
// listener that others can reach needs TLS (or --insecure) and a token: whoever reaches the port of an agent
// without them can touch the phone.
absl::StatusOr<AgentOptions> MakeAgentOptions(const AgentFlags& flags);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_AGENT_AGENT_OPTIONS_H_
