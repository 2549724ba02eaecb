#ifndef CLOUDPHONE_SERVICE_GATEWAY_MEDIA_MEDIA_H_
#define CLOUDPHONE_SERVICE_GATEWAY_MEDIA_MEDIA_H_

#include "service/gateway/media/audio_hubs.h"
#include "service/gateway/media/input_relay.h"
#include "service/gateway/media/phone_agents.h"

namespace cloudphone {

// What the RPCs to agents in phones work with. All of it outlives the server.
struct Media {
  PhoneAgents* agents = nullptr;
  AudioHubs* audio = nullptr;
  const InputAgents* input = nullptr;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_MEDIA_MEDIA_H_
