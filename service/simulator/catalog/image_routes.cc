// Images: what phones can run, and what customers made.

#include "service/simulator/catalog/image_routes.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "service/simulator/catalog/catalog.h"
#include "service/simulator/http/marked_page.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxPhoneImagePage = 500;
constexpr int kMaxImagePage = 100;
constexpr int kImageStatuses[] = {kImageCreating, kImageUsable, kImageFailed};

// An image as a list for phones shows it.
struct PhoneImageRow {
  std::string id;
  std::string name;
  std::string os_name;
  std::string label;
  bool is_public = false;
  bool is_support_encrypt = true;
  absl::optional<int> receive_status;  // Of a shared one.
};

std::string MarkerOf(const PhoneImageRow& image) { return image.id; }

void WritePhoneImage(const PhoneImageRow& image, JsonAnswer* json) {
  json->Text("image_name", image.name);
  json->Text("os_type", "aosp");
  json->Number("is_public", image.is_public ? 1 : 2);
  json->Text("os_name", image.os_name);
  json->Text("image_label", image.label);
  json->Text("image_id", image.id);
  json->Bool("is_support_encrypt", image.is_support_encrypt);
  if (image.receive_status.has_value()) json->Number("receive_status", *image.receive_status);
}

PhoneImageRow RowOf(const CustomImage& image) {
  PhoneImageRow row;
  row.id = image.id;
  row.name = image.name;
  row.os_name = image.os_name;
  row.label = image.label;
  return row;
}

std::vector<PhoneImageRow> PublicRows() {
  std::vector<PhoneImageRow> rows;
  for (const PhoneImage& image : PhoneImages())
    rows.push_back({image.image_id, image.image_name, image.os_name, image.image_label, true,
                    image.is_support_encrypt, absl::nullopt});
  return rows;
}

std::vector<PhoneImageRow> PrivateRows(const Call& call) {
  std::vector<PhoneImageRow> rows;
  for (const CustomImage& image : call.world->images().all()) {
    if (image.project_id == call.project_id && image.status == kImageUsable) rows.push_back(RowOf(image));
  }
  return rows;
}

std::vector<PhoneImageRow> SharedRows(const Call& call) {
  std::vector<PhoneImageRow> rows;
  for (const CustomImage& image : call.world->images().all()) {
    const auto member = image.members.find(call.project_id);
    if (member == image.members.end()) continue;
    rows.push_back(RowOf(image));
    rows.back().receive_status = member->second.status;
  }
  return rows;
}

// What a list of custom images asks for.
struct ImageFilter {
  std::string type;
  std::string id;
  std::string name;
  std::string source_project_id;
  absl::optional<int> status;
  absl::Time since = absl::InfinitePast();
  absl::Time until = absl::InfiniteFuture();
};

// Unix seconds, as Terraform sends them (unverified).
bool ReadTime(const Call& call, absl::string_view name, absl::Time* time) {
  const std::string text = call.Query(name).value_or("");
  int64_t seconds = 0;
  if (text.empty()) return true;
  if (!absl::SimpleAtoi(text, &seconds) || seconds < 0) return false;
  *time = absl::FromUnixSeconds(seconds);
  return true;
}

absl::optional<VendorError> ReadFilters(const Call& call, ImageFilter* filter) {
  filter->type = call.Query("image_type").value_or("");
  if (!filter->type.empty() && filter->type != "private" && filter->type != "share") return kBadType;
  filter->id = call.Query("image_id").value_or("");
  if (!filter->id.empty() && !IsId(filter->id)) return kBadImageId;
  filter->name = call.Query("image_name").value_or("");
  filter->source_project_id = call.Query("src_project_id").value_or("");
  if (!ReadFilter(call, "status", kImageStatuses, &filter->status)) return kBadStatus;
  if (!ReadTime(call, "create_since", &filter->since) || !ReadTime(call, "create_until", &filter->until))
    return kBadTime;
  return absl::nullopt;
}

// Unverified: that the name is matched in part, as those of phones are.
bool Fits(const ImageFilter& filter, const CustomImage& image, bool is_own) {
  return (filter.type.empty() || (filter.type == "private") == is_own) &&
         (filter.id.empty() || filter.id == image.id) && absl::StrContains(image.name, filter.name) &&
         filter.status.value_or(image.status) == image.status &&
         (filter.source_project_id.empty() || (!is_own && filter.source_project_id == image.project_id)) &&
         image.create_time >= filter.since && image.create_time <= filter.until;
}

void WriteImage(const CustomImage& image, bool is_own, JsonAnswer* json) {
  json->BeginItem();
  json->Text("image_id", image.id);
  json->Text("image_name", image.name);
  json->Text("image_type", is_own ? "private" : "share");
  json->Text("image_version", image.version);
  json->Number("image_size", image.size_bytes);
  json->Number("status", image.status);
  json->Text("domain_id", image.domain_id);
  json->Text(is_own ? "project_id" : "src_project_id", image.project_id);
  json->Time("create_time", image.create_time);
  json->Time("update_time", image.update_time);
  json->EndObject();
}

}  // namespace

Response ListPhoneImages(const Call& call) {
  const std::string type = call.Query("image_type").value_or("");
  // Unverified: that no filter is all, and the code of a filter that is none.
  const bool all = type.empty() || type == "all";
  if (!all && type != "public" && type != "private" && type != "share") return call.Error(kBadType);
  std::vector<PhoneImageRow> images;
  const auto add = [&](const char* name, const std::vector<PhoneImageRow>& rows) {
    if (all || type == name) images.insert(images.end(), rows.begin(), rows.end());
  };
  add("public", PublicRows());
  add("private", PrivateRows(call));
  add("share", SharedRows(call));
  std::vector<const PhoneImageRow*> rows;
  rows.reserve(images.size());
  for (const PhoneImageRow& image : images) rows.push_back(&image);
  return MarkedPage(call, {"phone_images", kMaxPhoneImagePage, kMaxPhoneImagePage}, rows, &MarkerOf,
                    &WritePhoneImage);
}

Response ListImages(const Call& call) {
  const absl::optional<Page> page = ReadPage(call, kMaxImagePage);
  if (!page.has_value()) return call.Error(kBadPage);
  ImageFilter filter;
  if (const auto error = ReadFilters(call, &filter)) return call.Error(*error);
  std::vector<const CustomImage*> selected;
  for (const CustomImage& image : call.world->images().all()) {
    const bool is_own = image.project_id == call.project_id;
    if ((is_own || image.members.count(call.project_id) > 0) && Fits(filter, image, is_own))
      selected.push_back(&image);
  }
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.Number("total", static_cast<int64_t>(selected.size()));
  json.BeginList("image_infos");
  for (const CustomImage* image : CutPage(selected, *page))
    WriteImage(*image, image->project_id == call.project_id, &json);
  json.EndList();
  return call.Ok(json.Take());
}

Response DeleteImage(const Call& call) {
  if (!IsId(call.id)) return call.Error(kBadImageId);
  const CustomImage* const image = call.world->images().Find(call.id);
  // Unverified: what an image answers that is somebody else's, or public. Phones that run it run on.
  if (image == nullptr || image->project_id != call.project_id) return call.Error(kNoImage);
  call.world->images().Remove(call.id);
  return call.Ok();
}

}  // namespace cloudphone::simulator
