#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_STORE_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_STORE_H_

#include <cstdint>
#include <string>

#include "absl/types/optional.h"

namespace cloudphone::simulator {

// The customer's buckets as phones and servers see them: what is installed, pushed and restored comes from
// here, and exports land here. Where the customer gave the service no right to a bucket, its objects are as
// if they were not there: no code of its own is documented (the vendor's OBS API reference). Called with the
// cloud's lock held: an implementation blocks for no longer than a disk does, and never calls the cloud.
class ObjectLookup {
 public:
  virtual ~ObjectLookup() = default;

  // The size of an object in bytes, or nothing where it cannot be read.
  virtual absl::optional<uint64_t> Size(const std::string& bucket, const std::string& key) const = 0;

  // At most `length` bytes from `offset`: fewer at the end, none past it or where it cannot be read.
  virtual std::string Read(const std::string& bucket, const std::string& key, uint64_t offset,
                           uint64_t length) const = 0;

  // Writes a whole object, or over one. False where there is no such bucket or it may not be written.
  virtual bool Put(const std::string& bucket, const std::string& key, std::string bytes) = 0;
};

// Of a cloud without object storage: there are no buckets.
class NoObjects : public ObjectLookup {
 public:
  absl::optional<uint64_t> Size(const std::string&, const std::string&) const override {
    return absl::nullopt;
  }
  std::string Read(const std::string&, const std::string&, uint64_t, uint64_t) const override { return {}; }
  bool Put(const std::string&, const std::string&, std::string) override { return false; }
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_STORE_H_
