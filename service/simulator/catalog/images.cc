#include "service/simulator/catalog/images.h"

#include <algorithm>

#include "service/simulator/catalog/catalog.h"

namespace cloudphone::simulator {

CustomImage* Images::Find(const std::string& id) {
  const auto found =
      std::find_if(images_.begin(), images_.end(), [&](const CustomImage& one) { return one.id == id; });
  return found == images_.end() ? nullptr : &*found;
}

bool Images::Remove(const std::string& id) {
  const size_t before = images_.size();
  images_.remove_if([&](const CustomImage& one) { return one.id == id; });
  return images_.size() < before;
}

absl::optional<std::string> Images::LabelOf(const std::string& id, const std::string& project_id) {
  if (const PhoneImage* const image = FindImage(id)) return std::string(image->image_label);
  const CustomImage* const image = Find(id);
  if (image == nullptr || image->status != kImageUsable) return absl::nullopt;
  const auto member = image->members.find(project_id);
  const bool is_accepted = member != image->members.end() && member->second.status == kReceiveAccepted;
  return is_accepted || image->project_id == project_id ? absl::make_optional(image->label) : absl::nullopt;
}

std::string Images::VersionOf(const std::string& id) {
  if (const PhoneImage* const image = FindImage(id)) return image->image_version;
  const CustomImage* const image = Find(id);
  return image == nullptr ? "" : image->version;
}

}  // namespace cloudphone::simulator
