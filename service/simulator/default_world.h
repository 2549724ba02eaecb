#ifndef CLOUDPHONE_SERVICE_SIMULATOR_DEFAULT_WORLD_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_DEFAULT_WORLD_H_

#include "service/simulator/world.h"

namespace cloudphone::simulator {

// Fills an empty world with something of everything, as README.md lists it, so that a tool which finds its
// targets by listing finds them.
void FurnishWorld(const WorldOptions& options, World* world);

// Gives a server what it has where nobody ordered it in detail: a tenant network, a public address with a
// bandwidth of its own, a disk, shared storage, a key pair, an order.
void DressServer(World* world, Server* server);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_DEFAULT_WORLD_H_
