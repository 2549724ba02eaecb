#ifndef CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_RESOURCES_H_
#define CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_RESOURCES_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "grpcpp/support/byte_buffer.h"
#include "service/gateway/resources/resource_watcher.h"

namespace cloudphone {

// The most that one message of a watch holds: far less than the 4 MiB that clients take.
constexpr size_t kMaxChangesInMessage = 200;
constexpr size_t kMaxBytesInMessage = 512 << 10;

// The bytes of one message of a watch.
class ResourceMessage {
 public:
  ResourceMessage() = default;
  explicit ResourceMessage(grpc::ByteBuffer bytes) : bytes_(std::move(bytes)) {}

  const grpc::ByteBuffer& bytes() const { return bytes_; }

 private:
  grpc::ByteBuffer bytes_;
};

// What a watcher of phones or servers is still to be told: of each the newest only, however often it
// changes. Not thread-safe.
class UnsentResources {
 public:
  // `type` outlives it.
  explicit UnsentResources(const ResourceType& type) : type_(&type) {}

  // The snapshot, which comes first, or a change.
  void Add(const ResourceNews& news);
  // Only where there is nothing else to tell.
  void Heartbeat() { heartbeat_ = heartbeat_ || empty(); }
  void Clear();

  bool empty() const { return !due_ && !heartbeat_ && changes_.empty(); }

  // The next message, in the order of the first changes: as much as fits. There must be something.
  ResourceMessage Take();

 private:
  enum class What { kRow, kLeft, kDeleted };
  struct Change {
    What what = What::kRow;
    std::string id;
    SharedResource row;
  };

  void Put(Change change);
  void MoveTo(google::protobuf::Message* response);

  const ResourceType* type_;
  std::deque<Change> changes_;
  // Where each is: its number among all that ever were.
  absl::flat_hash_map<std::string, uint64_t> places_;
  uint64_t taken_ = 0;
  uint64_t snapshot_end_ = 0;  // The place after the last of the snapshot.
  bool snapshot_known_ = false;
  bool synced_ = false;  // A message said so.
  bool due_ = false;     // A message is: the snapshot, though it may hold nothing.
  bool heartbeat_ = false;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_RPC_UNSENT_RESOURCES_H_
