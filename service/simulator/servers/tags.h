#ifndef CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_TAGS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_TAGS_H_

#include <map>
#include <set>
#include <string>

#include "absl/strings/string_view.h"

namespace cloudphone::simulator {

// Of one server: values by their keys.
using Tags = std::map<std::string, std::string>;

// The tags of all servers, by server. A key has one value on a server; the last one counts (unverified).
class TagStore {
 public:
  // Empty where it has none.
  const Tags& Of(const std::string& server_id) const;
  void Set(const std::string& server_id, const std::string& key, const std::string& value);
  // Nothing happens where there is none.
  void Remove(const std::string& server_id, const std::string& key);
  // The server is gone.
  void Forget(const std::string& server_id) { tags_.erase(server_id); }
  // All keys of all servers, with the values that they have anywhere.
  std::map<std::string, std::set<std::string>> All() const;

 private:
  std::map<std::string, Tags> tags_;
};

// Whether a tag may have that key or value: letters of any script, digits, space and _ . : = + - @, at most
// 127 and 255 characters. A key does not begin with _sys_, a value not with a space, nor does it end with
// one.
bool IsTagKey(absl::string_view key);
bool IsTagValue(absl::string_view value);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_SERVERS_TAGS_H_
