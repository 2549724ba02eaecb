#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_RANGE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_RANGE_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "service/simulator/http/http_message.h"
#include "service/simulator/object_store/object_buckets.h"

namespace cloudphone::simulator {

// What a Range header asks of an object.
struct ObjectRange {
  enum class Kind { kWhole, kPart, kOutside };
  Kind kind = Kind::kWhole;
  uint64_t begin = 0;
  uint64_t end = 0;  // Behind the last byte.
};

// Reads "bytes=5-9", "bytes=5-" and "bytes=-5". What is no range, or several, asks for the whole.
ObjectRange ReadRange(absl::string_view header, uint64_t size);

// Gives the bytes of an object from `begin` to `end`. It keeps them, whatever happens to the object.
class ObjectSource final : public BodySource {
 public:
  ObjectSource(const StoredObject& object, uint64_t begin, uint64_t end)
      : object_(object), size_(end - begin), next_(begin), end_(end) {}

  uint64_t size() const override { return size_; }
  size_t Read(char* to, size_t max_bytes) override;

 private:
  const StoredObject object_;
  const uint64_t size_;
  uint64_t next_;
  const uint64_t end_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_RANGE_H_
