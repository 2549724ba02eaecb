#ifndef CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_DEVICES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_DEVICES_H_

#include <map>
#include <string>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "service/simulator/inside/phone_inside.h"
#include "service/simulator/object_store/object_store.h"
#include "service/simulator/phones/phones.h"
#include "service/simulator/servers/servers.h"
#include "service/simulator/shared_storage/shared_storage.h"

namespace cloudphone::simulator {

// What is inside the phones and in the shared storage of the servers, made when it is first asked for, and
// the buckets that it comes from and goes to.
class Devices {
 public:
  PhoneInside& Inside(const Phone& phone) {
    const auto found = insides_.find(phone.id);
    if (found != insides_.end()) return found->second;
    return insides_.emplace(phone.id, FactoryInside(phone.create_time)).first->second;
  }
  SharedStorage& Shared(const Server& server) {
    const auto found = shared_.find(server.id);
    if (found != shared_.end()) return found->second;
    return shared_.emplace(server.id, FactorySharedStorage(server.create_time)).first->second;
  }
  // The phone was reset, and is as new; or it is gone.
  void Wipe(const std::string& phone_id) { insides_.erase(phone_id); }

  // `objects` outlives it; null: there are no buckets.
  void SetObjects(ObjectLookup* objects) { objects_ = objects; }
  ObjectLookup& objects() { return objects_ == nullptr ? none_ : *objects_; }

  // Who is told of each command that ran in the shell of a phone and succeeded; must not look at the world.
  using CommandSink = absl::AnyInvocable<void(const std::string& phone_id, const std::string& command)>;
  void SetCommandSink(CommandSink sink) { command_sink_ = std::move(sink); }
  void NoteCommand(const std::string& phone_id, const std::string& command) {
    if (command_sink_ != nullptr) command_sink_(phone_id, command);
  }

 private:
  std::map<std::string, PhoneInside> insides_;   // By phone id.
  std::map<std::string, SharedStorage> shared_;  // By server id.
  NoObjects none_;
  ObjectLookup* objects_ = nullptr;
  CommandSink command_sink_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_INSIDE_DEVICES_H_
