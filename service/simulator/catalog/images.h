#ifndef CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_IMAGES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_IMAGES_H_

#include <cstdint>
#include <list>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace cloudphone::simulator {

// The vendor's numbers of states (its API reference).
enum CustomImageStatus { kImageCreating = 0, kImageUsable = 1, kImageFailed = 2 };

// What the receiver of a shared image did with it.
enum ReceiveStatus { kReceiveWaiting = 0, kReceiveAccepted = 1, kReceiveRejected = 2 };

// A project that an image is shared with.
struct ImageMember {
  ReceiveStatus status = kReceiveWaiting;
  absl::Time create_time = {};
  absl::Time update_time = {};
};

// An image that a customer made.
struct CustomImage {
  std::string id;
  std::string name;
  std::string project_id;  // Of whoever made it.
  std::string domain_id;
  std::string os_name = "AOSP11";
  std::string version = "AOSP 11";
  std::string label = "cloud_phone";
  int64_t size_bytes = int64_t{1} << 30;
  int status = kImageUsable;
  absl::Time create_time = {};
  absl::Time update_time = {};
  std::map<std::string, ImageMember> members;  // By project.
};

// The images that customers made, of all projects of the cloud, newest first.
class Images {
 public:
  CustomImage* Add(CustomImage image) {
    images_.push_front(std::move(image));
    return &images_.front();
  }
  // False where there is none.
  bool Remove(const std::string& id);
  // Null where there is none.
  CustomImage* Find(const std::string& id);
  const std::list<CustomImage>& all() const { return images_; }

  // The label of an image that phones of a project can run: a public one, one of its own, or one that it
  // accepted; nothing of any other.
  absl::optional<std::string> LabelOf(const std::string& id, const std::string& project_id);
  // What a phone shows of the image that it runs, or an empty text.
  std::string VersionOf(const std::string& id);

 private:
  std::list<CustomImage> images_;
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_CATALOG_IMAGES_H_
