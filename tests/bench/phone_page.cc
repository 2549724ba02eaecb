#include "tests/bench/phone_page.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cloudphone {
namespace {

struct PhoneRow {
  std::string phone_id;
  std::string phone_name;
  std::string server_id = "88b8449b896f3a4f0ad57222dd919090";
  std::string model = "AOSP-1U4G15G-001";
  std::string image_id = "88b8449b896f3a4f0ad57222dd919090";
  std::string image_version = "AOSP 7.0";
  std::string imei = "869287243397729";
  std::string traffic_type = "direct";
  std::string zone = "cn-southwest-242b";
  std::string order_id = "CS1710111105S8IPB";
  std::string product_id = "00301-25217-0--0";
  int64_t created = 1507593600;  // 2017-10-10, as the JSON says.
  int64_t updated = 1539129600;  // 2018-10-10
};

const std::vector<PhoneRow>& Rows() {
  static const auto* const rows = [] {
    auto* made = new std::vector<PhoneRow>(kMostPhonesInPage);
    for (int i = 0; i < kMostPhonesInPage; ++i) {
      (*made)[i].phone_id = absl::StrCat("1234567b8bab40ffb711234cb80", 10000 + i);
      (*made)[i].phone_name = absl::StrCat("mobile-", 10000 + i);
    }
    return made;
  }();
  return *rows;
}

void FillPhone(const PhoneRow& row, v1::Phone* phone) {
  phone->set_phone_id(row.phone_id);
  phone->set_phone_name(row.phone_name);
  phone->set_server_id(row.server_id);
  phone->set_state(v1::PHONE_STATE_RUNNING);
  phone->set_upstream_state(2);
  phone->set_phone_model_name(row.model);
  phone->set_image_id(row.image_id);
  phone->set_image_version(row.image_version);
  phone->set_vnc_enable(true);
  phone->set_type(v1::PHONE_TYPE_ORDINARY);
  phone->set_imei(row.imei);
  phone->set_traffic_type(v1::TRAFFIC_TYPE_DIRECT);
  phone->set_upstream_traffic_type(row.traffic_type);
  phone->set_volume_mode(v1::VOLUME_MODE_SHARED);
  phone->set_availability_zone(row.zone);
  phone->mutable_metadata()->set_order_id(row.order_id);
  phone->mutable_metadata()->set_product_id(row.product_id);
  phone->mutable_create_time()->set_seconds(row.created);
  phone->mutable_update_time()->set_seconds(row.updated);
}

// The members of its JSON object, in the vendor's order.
std::string PhoneMembers(const PhoneRow& row) {
  return absl::StrCat(R"("phone_name":")", row.phone_name, R"(","server_id":")", row.server_id,
                      R"(","phone_id":")", row.phone_id, R"(","phone_model_name":")", row.model,
                      R"(","image_id":")", row.image_id, R"(","image_version":")", row.image_version,
                      R"(","vnc_enable":"true","status":2,"type":0,"imei":")", row.imei,
                      R"(","traffic_type":")", row.traffic_type, R"(","volume_mode":0,"availability_zone":")",
                      row.zone, R"(","metadata":{"order_id":")", row.order_id, R"(","product_id":")",
                      row.product_id, R"("},"has_encrypt":false,"create_time":"2017-10-10T00:00:00Z",)",
                      R"("update_time":"2018-10-10T00:00:00Z")");
}

}  // namespace

std::string PhonePageJson(int phones) {
  std::string body =
      absl::StrCat(R"({"request_id":"6a63a18b8bab40ffb71ebd9cb80d0085","count":)", phones, R"(,"phones":[)");
  for (int i = 0; i < phones; ++i) absl::StrAppend(&body, i == 0 ? "{" : ",{", PhoneMembers(Rows()[i]), "}");
  return body + "]}";
}

std::string PhoneJson(const std::string& agent) {
  const std::pair<std::string, std::string> address = absl::StrSplit(agent, ':');
  std::string body =
      absl::StrCat(R"({"request_id":"6a63a18b8bab40ffb71ebd9cb80d0085",)", PhoneMembers(Rows()[0]));
  if (!agent.empty()) {
    absl::StrAppend(&body,
                    R"(,"access_infos":[{"type":"cloudphone_agent","listen_port":40061,"intranet_ip":")",
                    address.first, R"(","access_ip":")", address.first, R"(","public_ip":")", address.first,
                    R"(","access_port":)", address.second, "}]");
  }
  return body + "}";
}

void FillPhonePage(int phones, v1::ListPhonesResponse* page) {
  for (int i = 0; i < phones; ++i) FillPhone(Rows()[i], page->add_phones());
  page->set_total_size(phones);
}

}  // namespace cloudphone
