#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_OPTIONS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_OPTIONS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace cloudphone::simulator {

// Buckets by the names of hosts that were bound to them.
using BucketDomains = std::map<std::string, std::string, std::less<>>;

// How the object store is set up.
struct ObjectOptions {
  // Where the bytes of objects lie, in files without names that end with the process; empty: in memory.
  std::string directory = "";
  uint64_t max_bytes = 1 << 30;  // Of all objects and parts together.
  // Besides those of the examples.
  std::vector<std::string> buckets = {};
  // Those into which the phones' service was not let; made where they are not there.
  std::vector<std::string> undelegated_buckets = {};
  BucketDomains domains = {};
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_OPTIONS_H_
