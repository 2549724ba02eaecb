// Every value of the vendor's enumerations, both ways.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/cph/json/json_writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract/contract_table.h"
#include "tests/unit/cph/contract/golden_rows.h"
#include "tests/unit/cph/contract/plan_walk.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

using ::google::protobuf::DescriptorPool;
using ::google::protobuf::EnumDescriptor;
using ::testing::Contains;
using ::testing::NotNull;

// Which way the vendor's values travel.
enum class Way {
  kRead,   // Answers hold them: each reads as a named value.
  kWrite,  // Requests hold them: each can be sent, by an enum value or as a fixed text of a call.
  kBoth,   // Both: each reads; what is sent is one of them.
};

struct Table {
  const char* name;
  const char* type;  // Of cloudphone.v1, or null: no enum.
  Way way;
  const char* why;  // There is no enum.
};

constexpr Table kTables[] = {
    {"adb_command", "InstallCommand", Way::kWrite, nullptr},
    {"bandwidth_charge_mode", "BandwidthChargeMode", Way::kBoth, nullptr},
    {"bandwidth_share_type", "BandwidthShareType", Way::kBoth, nullptr},
    {"charging_mode", "ChargingMode", Way::kBoth, nullptr},
    {"client_type", "ClientType", Way::kWrite, nullptr},
    {"custom_image_status", "CustomImageState", Way::kRead, nullptr},
    {"custom_image_type", "CustomImageType", Way::kBoth, nullptr},
    {"eip_type", "PublicIpType", Way::kWrite, nullptr},
    {"encode_server_port_type", "EncodeServerPortType", Way::kRead, nullptr},
    {"encode_server_status", "EncodeServerState", Way::kRead, nullptr},
    {"encode_server_status_filter", "EncodeServerState", Way::kWrite, nullptr},
    {"encode_server_type", "EncodeServerType", Way::kBoth, nullptr},
    {"image_is_public", "ImageVisibility", Way::kRead, nullptr},
    {"image_label", "ImageLabel", Way::kRead, nullptr},
    {"image_member_decision", "ImageMemberDecision", Way::kWrite, nullptr},
    {"image_receive_status", "ImageReceiveState", Way::kRead, nullptr},
    {"job_status", "JobState", Way::kRead, nullptr},
    {"match_key", "MatchKey", Way::kWrite, nullptr},
    {"model_status", "ModelState", Way::kBoth, nullptr},
    {"network_version", "NetworkVersion", Way::kBoth, nullptr},
    {"period_type", "PeriodType", Way::kWrite, nullptr},
    {"phone_image_type_filter", "PhoneImageType", Way::kWrite, nullptr},
    {"phone_model_version", "PhoneModelVersion", Way::kRead, nullptr},
    {"phone_status", "PhoneState", Way::kBoth, nullptr},
    {"phone_type", "PhoneType", Way::kBoth, nullptr},
    {"product_type", "ProductType", Way::kBoth, nullptr},
    {"resource_query_action", nullptr, Way::kWrite, "each action is an RPC of its own"},
    {"scheduled_event_authorization_type", "ScheduledEventAuthorizationType", Way::kWrite, nullptr},
    {"scheduled_event_state", "ScheduledEventState", Way::kBoth, nullptr},
    {"scheduled_event_type", "ScheduledEventType", Way::kBoth, nullptr},
    {"sell_status", "SellStatus", Way::kBoth, nullptr},
    {"server_status", "ServerState", Way::kBoth, nullptr},
    {"share_filesystem_type", "ShareFilesystemType", Way::kWrite, nullptr},
    {"share_storage_version", "ShareStorageVersion", Way::kRead, nullptr},
    {"tag_action", nullptr, Way::kWrite, "each action is an RPC of its own"},
    {"tag_resource_type", "TagResourceType", Way::kWrite, nullptr},
    {"traffic_type", "TrafficType", Way::kRead, nullptr},
    {"volume_mode", "VolumeMode", Way::kRead, nullptr},
    {"volume_type", "VolumeType", Way::kBoth, nullptr},
    {"zero_one_switch", nullptr, Way::kBoth, "switches are bools (FORM_ZERO_ONE)"},
};

TEST(EnumTablesTest, EveryTableOfTheVendorIsMapped) {
  std::set<std::string> mapped;
  for (const Table& table : kTables) {
    EXPECT_TRUE(Facts().enums.count(table.name) > 0) << table.name << " is no table of the vendor";
    EXPECT_TRUE(mapped.insert(table.name).second) << table.name << " stands here twice";
    EXPECT_EQ(table.type == nullptr, table.why != nullptr) << table.name << ": an enum, or why there is none";
  }
  for (const auto& [name, values] : Facts().enums)
    EXPECT_TRUE(mapped.count(name) > 0) << name << " has neither an enum here nor a reason";
}

// The vendor's values of one direction of an enum of ours, by the options of its values.
std::set<std::string> ValuesOf(const EnumDescriptor& type, bool read) {
  std::set<std::string> values;
  for (int i = 0; i < type.value_count(); ++i) {
    const auto& options = type.value(i)->options().GetExtension(rest::v1::value);
    const auto& texts = read ? options.read() : options.write();
    // What reads as UNSPECIFIED has no name.
    if (!read || type.value(i)->number() != 0) values.insert(texts.begin(), texts.end());
  }
  return values;
}

std::set<std::string> FixedTexts() {
  std::set<std::string> texts;
  for (const ContractCall& call : ContractCalls()) {
    for (const rest::v1::Constant& constant : call.call.constant()) texts.insert(constant.text());
  }
  return texts;
}

const EnumDescriptor* TypeOf(const Table& table) {
  if (table.type == nullptr) return nullptr;
  const auto* type =
      DescriptorPool::generated_pool()->FindEnumTypeByName(absl::StrCat("cloudphone.v1.", table.type));
  EXPECT_THAT(type, NotNull()) << "there is no enum " << table.type;
  return type;
}

TEST(EnumTablesTest, EveryValueOfAnAnswerReads) {
  for (const Table& table : kTables) {
    SCOPED_TRACE(table.name);
    const EnumDescriptor* type = table.way == Way::kWrite ? nullptr : TypeOf(table);
    if (type == nullptr) continue;
    const std::set<std::string> read = ValuesOf(*type, /*read=*/true);
    for (const std::string& value : Facts().enums.at(table.name))
      EXPECT_THAT(read, Contains(value)) << "reads as no named value of " << table.type;
  }
}

TEST(EnumTablesTest, WhatIsSentIsTheVendors) {
  const std::set<std::string> fixed = FixedTexts();
  for (const Table& table : kTables) {
    SCOPED_TRACE(table.name);
    const EnumDescriptor* type = table.way == Way::kRead ? nullptr : TypeOf(table);
    std::set<std::string> sent;
    if (type != nullptr) sent = ValuesOf(*type, /*read=*/false);
    const std::vector<std::string>& vendor = Facts().enums.at(table.name);
    for (const std::string& value : sent)
      EXPECT_THAT(vendor, Contains(value)) << table.type << " sends what the vendor does not document";
    if (table.way != Way::kWrite) continue;
    sent.insert(fixed.begin(), fixed.end());
    for (const std::string& value : vendor) EXPECT_THAT(sent, Contains(value)) << "cannot be sent";
  }
}

bool IsEnum(const UsedField& used) { return used.field->shape == FieldShape::kEnum; }

int EnumIn(const google::protobuf::Message& message, const FieldPlan& plan) {
  const auto* reflection = message.GetReflection();
  if (!plan.repeated()) return reflection->GetEnumValue(message, plan.field);
  return reflection->FieldSize(message, plan.field) == 0
             ? -1
             : reflection->GetRepeatedEnumValue(message, plan.field, 0);
}

TEST(EnumFieldsTest, EveryAnswerReadsEveryValueAsNumberAndAsText) {
  for (const UsedField& used : FieldsOf(AnswerPlans())) {
    if (!IsEnum(used)) continue;
    SCOPED_TRACE(used.name);
    for (const auto& [value, number] : used.field->values->read) {
      for (const std::string& json : {AsJson(value), absl::StrCat("\"", value, "\"")}) {
        const std::string one = used.field->repeated() ? absl::StrCat("[", json, "]") : json;
        const auto message = ReadObject(*used.plan, absl::StrCat("{\"", used.field->name, "\":", one, "}"));
        ASSERT_THAT(message, NotNull()) << json;
        EXPECT_EQ(EnumIn(*message, *used.field), number) << json;
      }
    }
  }
}

TEST(EnumFieldsTest, AnUnknownValueReadsAsUnspecifiedAndStaysReadable) {
  for (const UsedField& used : FieldsOf(AnswerPlans())) {
    if (!IsEnum(used) || used.field->repeated()) continue;
    SCOPED_TRACE(used.name);
    const auto message = ReadObject(*used.plan, absl::StrCat("{\"", used.field->name, "\":987654}"));
    ASSERT_THAT(message, NotNull());
    EXPECT_EQ(EnumIn(*message, *used.field), 0);
    const auto* raw = used.field->raw;
    ASSERT_THAT(raw, NotNull()) << "has no sibling that keeps the vendor's own value (option raw)";
    const auto* reflection = message->GetReflection();
    EXPECT_EQ(raw->type() == google::protobuf::FieldDescriptor::TYPE_STRING
                  ? reflection->GetString(*message, raw)
                  : absl::StrCat(reflection->GetInt32(*message, raw)),
              "987654");
  }
}

TEST(EnumFieldsTest, EveryValueThatCanBeSentTravelsAsTheVendors) {
  for (const UsedField& used : FieldsOf(RequestPlans())) {
    if (!IsEnum(used)) continue;
    SCOPED_TRACE(used.name);
    for (const auto& [number, values] : used.field->values->write) {
      const auto message = NewMessage(used.plan->descriptor);
      const auto* reflection = message->GetReflection();
      used.field->repeated() ? reflection->AddEnumValue(message.get(), used.field->field, number)
                             : reflection->SetEnumValue(message.get(), used.field->field, number);
      const std::string json = WriteJson(*message, *used.plan, {});
      // In a query it stands as text; the same text.
      const bool found = json.find(AsJson(values.front())) != std::string::npos ||
                         json.find(absl::StrCat("\"", values.front(), "\"")) != std::string::npos;
      EXPECT_TRUE(found) << number << " should travel as " << values.front() << ": " << json;
    }
  }
}

}  // namespace
}  // namespace cloudphone
