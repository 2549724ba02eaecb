#include "service/simulator/servers/key_pairs.h"

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxNameBytes = 64;

}  // namespace

bool KeyPairExists(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes && !absl::StartsWith(name, "missing") &&
         absl::c_all_of(name, [](unsigned char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_'; });
}

}  // namespace cloudphone::simulator
