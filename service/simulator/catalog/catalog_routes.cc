// What can be bought and what phones can run.

#include "service/simulator/catalog/catalog_routes.h"

#include "absl/strings/str_cat.h"
#include "service/simulator/catalog/catalog.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/marked_page.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxModelPage = 100;
constexpr int kMaxOfferingPage = 1000;
constexpr int kDefaultOfferingPage = 100;
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

std::string ServerModelMarker(const ServerModel& model) { return model.server_model_name; }
std::string OfferingMarker(const Offering& offering) {
  return absl::StrCat(offering.zone, "/", offering.server_model_name);
}

void WriteOffering(const Offering& offering, JsonAnswer* json) {
  json->Text("available_zone", offering.zone);
  json->Text("model_name", offering.server_model_name);
  json->Text("sell_status", offering.is_available ? "available" : "sellout");
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

Response ListServerModels(const Call& call) {
  absl::optional<int> product_type;
  if (!ReadFilter(call, "product_type", kProductTypes, &product_type)) return call.Error(kBadProductType);
  std::vector<const ServerModel*> selected;
  for (const ServerModel& model : ServerModels()) {
    if (product_type.value_or(model.product_type) == model.product_type) selected.push_back(&model);
  }
  return MarkedPage(call, {"server_models", kMaxModelPage, kMaxModelPage}, selected, &ServerModelMarker,
                    &WriteServerModel);
}

Response ListServerModelOfferings(const Call& call) {
  std::vector<const Offering*> selected;
  for (const Offering& offering : Offerings()) selected.push_back(&offering);
  return MarkedPage(call, {"models", kMaxOfferingPage, kDefaultOfferingPage, true}, selected, &OfferingMarker,
                    &WriteOffering);
}

}  // namespace cloudphone::simulator
