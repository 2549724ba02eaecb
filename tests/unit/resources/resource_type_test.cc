#include "service/gateway/resources/resource_type.h"

#include "adapters/status/rich_status.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::google::protobuf::FieldDescriptor;

// The comments of the contract say which fields only Get fills; the tables must say the same.
TEST(ResourceTypeTest, KnowsWhatOnlyGetFills) {
  v1::Phone phone;
  phone.set_phone_id("p");
  phone.set_imei("1");
  phone.mutable_metadata()->set_order_id("o");
  const v1::Phone phone_in_list = phone;
  phone.add_access_infos()->set_type("adb");
  (*phone.mutable_properties())["a"] = "b";
  (*phone.mutable_custom_properties())["a"] = "b";
  phone.mutable_phone_data_volume()->set_volume_size(10);
  TrimToList(PhoneResource(), &phone);
  EXPECT_TRUE(SameResource(phone, phone_in_list)) << phone.DebugString();

  v1::Server server;
  server.set_server_id("s");
  server.add_addresses()->set_server_ip("10.0.0.1");
  const v1::Server server_in_list = server;
  server.add_bandwidths();
  server.add_volumes();
  server.mutable_share_volume_info();
  server.add_security_groups("g");
  TrimToList(ServerResource(), &server);
  EXPECT_TRUE(SameResource(server, server_in_list)) << server.DebugString();
}

TEST(ResourceTypeTest, NamesFieldsAndMethodsThatExist) {
  for (const ResourceType* type : {&PhoneResource(), &ServerResource()}) {
    EXPECT_NE(type->id, nullptr);
    EXPECT_NE(type->name_field, nullptr);
    ASSERT_NE(type->watch_method, nullptr);
    EXPECT_TRUE(type->watch_method->server_streaming());
    ASSERT_NE(type->wait_method, nullptr);
    EXPECT_EQ(type->detail.size(), 4);
    for (const FieldDescriptor* field : type->detail) EXPECT_NE(field, nullptr);
  }
}

TEST(ResourceTypeTest, DifferencesAreSeenWhateverTheOrderOfMaps) {
  v1::Phone one;
  v1::Phone two;
  for (int i = 0; i < 100; ++i) (*one.mutable_properties())[std::to_string(i)] = "x";
  for (int i = 99; i >= 0; --i) (*two.mutable_properties())[std::to_string(i)] = "x";
  EXPECT_TRUE(SameResource(one, two));
  two.set_upstream_state(77);
  EXPECT_FALSE(SameResource(one, two));
}

// Every field of a watch is one of the list's: nothing that a caller may ask for is lost.
TEST(ResourceTypeTest, EveryFieldOfAWatchGoesIntoTheFilter) {
  for (const ResourceType* type : {&PhoneResource(), &ServerResource()}) {
    const auto* request = type->watch_method->input_type();
    for (int i = 0; i < request->field_count(); ++i) {
      const auto* there = type->list_request->GetDescriptor()->FindFieldByName(request->field(i)->name());
      ASSERT_NE(there, nullptr) << request->field(i)->full_name();
      EXPECT_EQ(there->type(), request->field(i)->type()) << request->field(i)->full_name();
    }
  }
  v1::WatchPhonesRequest request;
  request.set_phone_name("n");
  request.set_server_id("s");
  request.set_state(v1::PHONE_STATE_STOPPED);
  request.set_type(v1::PHONE_TYPE_TRIAL);
  const SharedFilter filter = FilterOf(PhoneResource(), request);
  const auto& list = static_cast<const v1::ListPhonesRequest&>(*filter);
  EXPECT_EQ(list.phone_name(), "n");
  EXPECT_EQ(list.server_id(), "s");
  EXPECT_EQ(list.state(), v1::PHONE_STATE_STOPPED);
  EXPECT_EQ(list.type(), v1::PHONE_TYPE_TRIAL);
  EXPECT_EQ(list.page_size(), 0);
}

TEST(ResourceTypeTest, SaysWhatAFilterOfPhonesSelects) {
  v1::Phone phone;
  phone.set_phone_name("mobile-0001");
  phone.set_server_id("s1");
  phone.set_state(v1::PHONE_STATE_RUNNING);
  phone.set_type(v1::PHONE_TYPE_ORDINARY);
  const auto selects = [&](void (*set)(v1::ListPhonesRequest*)) {
    v1::ListPhonesRequest filter;
    set(&filter);
    return Selects(PhoneResource(), filter, phone);
  };
  EXPECT_TRUE(selects([](v1::ListPhonesRequest*) {}));
  EXPECT_TRUE(selects([](v1::ListPhonesRequest* f) { f->set_phone_name("bile-"); }));
  EXPECT_FALSE(selects([](v1::ListPhonesRequest* f) { f->set_phone_name("tablet"); }));
  EXPECT_TRUE(selects([](v1::ListPhonesRequest* f) { f->set_server_id("s1"); }));
  EXPECT_FALSE(selects([](v1::ListPhonesRequest* f) { f->set_server_id("s"); })) << "only names are parts";
  EXPECT_TRUE(selects([](v1::ListPhonesRequest* f) { f->set_state(v1::PHONE_STATE_RUNNING); }));
  EXPECT_FALSE(selects([](v1::ListPhonesRequest* f) { f->set_state(v1::PHONE_STATE_STOPPED); }));
  EXPECT_TRUE(selects([](v1::ListPhonesRequest* f) { f->set_type(v1::PHONE_TYPE_ORDINARY); }));
  EXPECT_FALSE(selects([](v1::ListPhonesRequest* f) { f->set_type(v1::PHONE_TYPE_TRIAL); }));
  EXPECT_FALSE(selects([](v1::ListPhonesRequest* f) {
    f->set_server_id("s1");
    f->set_state(v1::PHONE_STATE_STOPPED);
  })) << "all must fit";
}

TEST(ResourceTypeTest, SaysWhatAFilterOfServersSelects) {
  v1::Server server;
  server.set_server_id("s1");
  server.set_server_name("server-1");
  server.set_phone_model_name("rx1.cp");
  server.set_network_version(v1::NETWORK_VERSION_TENANT);
  server.set_state(v1::SERVER_STATE_RUNNING);
  const auto selects = [&](void (*set)(v1::ListServersRequest*)) {
    v1::ListServersRequest filter;
    set(&filter);
    return Selects(ServerResource(), filter, server);
  };
  EXPECT_TRUE(selects([](v1::ListServersRequest* f) { f->set_server_name("server"); }));
  EXPECT_FALSE(selects([](v1::ListServersRequest* f) { f->set_server_name("x"); }));
  EXPECT_FALSE(selects([](v1::ListServersRequest* f) { f->set_server_id("s2"); }));
  EXPECT_FALSE(selects([](v1::ListServersRequest* f) { f->set_phone_model_name("rx1"); }));
  EXPECT_TRUE(selects([](v1::ListServersRequest* f) { f->set_phone_model_name("rx1.cp"); }));
  EXPECT_FALSE(
      selects([](v1::ListServersRequest* f) { f->set_network_version(v1::NETWORK_VERSION_SYSTEM); }));
  EXPECT_FALSE(selects([](v1::ListServersRequest* f) { f->set_state(v1::SERVER_STATE_FROZEN); }));
}

TEST(ResourceTypeTest, UnknownOnesAreNamed) {
  const google::rpc::Status rich = FromStatus(UnknownResource(ServerResource(), "s1"));
  google::rpc::ErrorInfo info;
  google::rpc::ResourceInfo resource;
  for (const auto& detail : rich.details()) {
    detail.UnpackTo(&info);
    detail.UnpackTo(&resource);
  }
  EXPECT_EQ(rich.code(), google::rpc::NOT_FOUND);
  EXPECT_EQ(info.reason(), "SERVER_NOT_FOUND");
  EXPECT_EQ(resource.resource_type(), "server");
  EXPECT_EQ(resource.resource_name(), "s1");
}

}  // namespace
}  // namespace cloudphone
