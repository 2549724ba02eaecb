// What can be bought and what phones can run.

#include "service/simulator/catalog_routes.h"

#include "service/simulator/catalog.h"
#include "service/simulator/json_answer.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxModelPage = 100;
constexpr int kMaxImagePage = 500;
constexpr int kModelStatuses[] = {0, 1};
constexpr int kProductTypes[] = {0, 1};
constexpr int kFramesPerSecond = 60;

void WritePhoneModel(const PhoneModel& model, JsonAnswer* json) {
  json->Text("server_model_name", model.server_model_name);
  json->Text("phone_model_name", model.phone_model_name);
  json->Number("status", model.status);
  json->Number("cpu", model.cpu);
  json->Number("memory", model.memory_mb);
  json->Number("disk", model.disk_gib);
  json->Text("resolution", "720x1280");
  json->Text("extend_spec", model.extend_spec);
  json->Text("spec_code", model.phone_model_name);
  json->Number("phone_capacity", model.phone_capacity);
  json->Text("image_label", model.image_label);
  json->Number("product_type", model.product_type);
  json->Number("phone_model_version", model.phone_model_version);
  json->Number("dpi", 320);
  json->Text("fps", "60");
  json->Number("volume_mode", model.volume_mode);
  json->Number("render_fps", kFramesPerSecond);
  json->Number("stream_fps", kFramesPerSecond / 2);
}

void WriteImage(const PhoneImage& image, JsonAnswer* json) {
  json->Text("image_name", image.image_name);
  json->Text("os_type", "aosp");
  json->Number("is_public", image.kind == kPublicImage ? 1 : 2);
  json->Text("os_name", image.os_name);
  json->Text("image_label", image.image_label);
  json->Text("image_id", image.image_id);
  json->Bool("is_support_encrypt", image.is_support_encrypt);
  if (image.kind == kSharedImage) json->Number("receive_status", image.receive_status);
}

void WriteServerModel(const ServerModel& model, JsonAnswer* json) {
  json->Text("server_model_name", model.server_model_name);
  json->Text("server_type", model.server_type);
  json->Number("cpu", model.cpu);
  json->Number("memory", model.memory_gb);
  json->BeginObject("extend_spec");
  json->Text("cpu", model.cpu_text);
  json->Text("memory", "DDR4 RAM");
  json->Text("disk", model.disk_text);
  json->Text("network_interface", "2 x 2*10GE");
  json->Text("gpu", model.gpu_text);
  json->Text("bms_flavor", model.server_model_name);
  json->Number("gpu_count", model.gpu_count);
  json->Number("numa_count", model.numa_count);
  if (model.disk_max_num > 0) {
    json->BeginObject("os_volume");
    json->Number("size", 600);
    json->Text("volume_type", "GPSSD");
    json->EndObject();
  }
  json->EndObject();
  json->Number("disk_max_num", model.disk_max_num);
  json->Number("product_type", model.product_type);
  json->Number("free_size", 0);
}

// The rows of `list` in the object of that name, and behind them page_info: the name of the last row while
// more follow, else an empty text (unverified: it may be absent too).
template <typename Row>
Response MarkedPage(const Call& call, const char* name, const std::vector<const Row*>& rows, int max_limit,
                    const char* Row::*marker, void (*write)(const Row&, JsonAnswer*)) {
  const absl::optional<Page> page = ReadMarkerPage(call, max_limit, [&](const std::string& asked) {
    for (size_t i = 0; i < rows.size(); ++i) {
      if (asked == rows[i]->*marker) return absl::make_optional(i);
    }
    return absl::optional<size_t>();
  });
  // Unverified: the code of a marker that names nothing.
  if (!page.has_value()) return call.Error(kBadPage);
  const auto cut = CutPage(rows, *page);
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.BeginList(name);
  for (const Row* row : cut) {
    json.BeginItem();
    write(*row, &json);
    json.EndObject();
  }
  json.EndList();
  json.BeginObject("page_info");
  const bool is_last = page->offset + cut.size() >= rows.size();
  json.Text("next_marker", is_last ? "" : cut.back()->*marker);
  json.EndObject();
  return call.Ok(json.Take());
}

}  // namespace

Response ListPhoneModels(const Call& call) {
  const absl::optional<Page> page = ReadPage(call, kMaxModelPage);
  if (!page.has_value()) return call.Error(kBadPage);
  absl::optional<int> status;
  if (!ReadFilter(call, "status", kModelStatuses, &status)) return call.Error(kBadStatus);
  std::vector<const PhoneModel*> selected;
  for (const PhoneModel& model : PhoneModels()) {
    if (status.value_or(model.status) == model.status) selected.push_back(&model);
  }
  JsonAnswer json;
  json.Text("request_id", call.request_id);
  json.BeginList("phone_models");
  for (const PhoneModel* model : CutPage(selected, *page)) {
    json.BeginItem();
    WritePhoneModel(*model, &json);
    json.EndObject();
  }
  json.EndList();
  return call.Ok(json.Take());
}

Response ListPhoneImages(const Call& call) {
  const std::string type = call.Query("image_type").value_or("");
  // Unverified: that no filter is all, and the code of a filter that is none.
  const bool all = type.empty() || type == "all";
  if (!all && type != "public" && type != "private" && type != "share") return call.Error(kBadType);
  const ImageKind kind = type == "public" ? kPublicImage : type == "private" ? kPrivateImage : kSharedImage;
  std::vector<const PhoneImage*> selected;
  for (const PhoneImage& image : PhoneImages()) {
    if (all || image.kind == kind) selected.push_back(&image);
  }
  return MarkedPage(call, "phone_images", selected, kMaxImagePage, &PhoneImage::image_id, &WriteImage);
}

Response ListServerModels(const Call& call) {
  absl::optional<int> product_type;
  if (!ReadFilter(call, "product_type", kProductTypes, &product_type)) return call.Error(kBadProductType);
  std::vector<const ServerModel*> selected;
  for (const ServerModel& model : ServerModels()) {
    if (product_type.value_or(model.product_type) == model.product_type) selected.push_back(&model);
  }
  return MarkedPage(call, "server_models", selected, kMaxModelPage, &ServerModel::server_model_name,
                    &WriteServerModel);
}

}  // namespace cloudphone::simulator
