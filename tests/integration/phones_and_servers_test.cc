// The RPCs of phones and servers beside the main job, over sockets on both sides.

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/simulator/fault_plan.h"
#include "tests/integration/gateway_fixture.h"

namespace cloudphone {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class PhonesAndServersTest : public GatewayFixture {
 protected:
  PhonesAndServersTest() {
    simulator_.faults = faults_;
    StartWithSimulator();
    phones_ = ListAll();
  }

  std::string PhoneNamed(const std::string& name) const {
    for (const v1::Phone& phone : phones_) {
      if (phone.phone_name() == name) return phone.phone_id();
    }
    return "";
  }
  v1::PhoneState StateOf(const std::string& phone_id) {
    const auto answer = GetPhone(phone_id);
    EXPECT_THAT(answer, IsOk());
    return answer.ok() ? answer->phone().state() : v1::PHONE_STATE_UNSPECIFIED;
  }
  // Waits until the jobs of a group are final.
  v1::WaitJobsResponse Finish(const v1::JobGroup& group) {
    v1::WaitJobsRequest request;
    *request.mutable_request_ids() = group.request_ids();
    const auto waited = Call(&JobStub::WaitJobs, request);
    EXPECT_THAT(waited, IsOk());
    EXPECT_TRUE(waited->done());
    return *waited;
  }
  v1::ListServersResponse Servers(const v1::ListServersRequest& request = {}) {
    const auto servers = Call(&ServerStub::ListServers, request);
    EXPECT_THAT(servers, IsOk());
    return *servers;
  }

  const std::shared_ptr<simulator::FaultPlan> faults_ = std::make_shared<simulator::FaultPlan>();
  std::vector<v1::Phone> phones_;
};

TEST_F(PhonesAndServersTest, StoppedPhonesStopAndStartAgain) {
  const std::string id = phones_[0].phone_id();
  v1::BatchStopPhonesRequest stop;
  stop.add_phone_ids(id);
  stop.add_phone_ids(PhoneNamed("cph-server-2-00060"));
  auto stopped = Call(&PhoneStub::BatchStopPhones, stop);
  ASSERT_THAT(stopped, IsOk());
  ASSERT_THAT(stopped->group().jobs(), SizeIs(1));
  ASSERT_THAT(stopped->group().refused(), SizeIs(1)) << "it is stopped already";
  EXPECT_THAT(stopped->group().refused(0).error(), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(StateOf(id), v1::PHONE_STATE_STOPPING) << "it is out of RUNNING when the call answers";
  EXPECT_EQ(Finish(stopped->group()).progress().succeeded(), 1);
  EXPECT_EQ(StateOf(id), v1::PHONE_STATE_STOPPED);
  const auto started = Restart({id});
  ASSERT_THAT(started, IsOk());
  Finish(started->group());
  EXPECT_EQ(StateOf(id), v1::PHONE_STATE_RUNNING);
}

TEST_F(PhonesAndServersTest, AResetSetsPropertiesAndAFailedOneSaysSo) {
  v1::BatchResetPhonesRequest reset;
  v1::PhoneToReset* good = reset.add_phones();
  good->set_phone_id(phones_[0].phone_id());
  (*good->mutable_properties())["sys.prop.writephonenum"] = "13666666666";
  reset.add_phones()->set_phone_id(PhoneNamed("cph-server-2-00056"));
  const auto answer = Call(&PhoneStub::BatchResetPhones, reset);
  ASSERT_THAT(answer, IsOk());
  ASSERT_THAT(answer->group().jobs(), SizeIs(2));
  EXPECT_EQ(Finish(answer->group()).progress().failed(), 1);
  EXPECT_EQ(GetPhone(good->phone_id())->phone().properties().at("sys.prop.writephonenum"), "13666666666");
  EXPECT_EQ(StateOf(reset.phones(1).phone_id()), v1::PHONE_STATE_RESET_FAILED);
}

TEST_F(PhonesAndServersTest, ValidateOnlyChecksAndSendsNothing) {
  v1::BatchResetPhonesRequest reset;
  reset.add_phones()->set_phone_id(phones_[0].phone_id());
  reset.set_validate_only(true);
  const auto answer = Call(&PhoneStub::BatchResetPhones, reset);
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(answer->group().jobs(), IsEmpty());
  reset.add_phones();
  EXPECT_THAT(Call(&PhoneStub::BatchResetPhones, reset), NamesField("phones[1].phone_id"));
  EXPECT_EQ(faults_->Count({"POST", "phones/batch-reset"}), 0u);
}

TEST_F(PhonesAndServersTest, NamesChangeAndReadBack) {
  v1::UpdatePhoneNameRequest rename;
  rename.set_phone_id(phones_[0].phone_id());
  rename.set_phone_name("云手机-1");
  ASSERT_THAT(Call(&PhoneStub::UpdatePhoneName, rename), IsOk());
  EXPECT_EQ(GetPhone(rename.phone_id())->phone().phone_name(), "云手机-1");
  rename.set_phone_id("unknown");
  EXPECT_THAT(Call(&PhoneStub::UpdatePhoneName, rename), StatusIs(absl::StatusCode::kNotFound));
  rename.set_phone_name("not a name");
  EXPECT_THAT(Call(&PhoneStub::UpdatePhoneName, rename), NamesField("phone_name"));

  v1::UpdateServerNameRequest server;
  server.set_server_id(Servers().servers(0).server_id());
  server.set_server_name("renamed");
  ASSERT_THAT(Call(&ServerStub::UpdateServerName, server), IsOk());
  v1::GetServerRequest get;
  get.set_server_id(server.server_id());
  EXPECT_EQ(Call(&ServerStub::GetServer, get)->server().server_name(), "renamed");
}

TEST_F(PhonesAndServersTest, ServersAreListedShownAndFiltered) {
  const v1::ListServersResponse all = Servers();
  ASSERT_THAT(all.servers(), SizeIs(3));
  EXPECT_EQ(all.total_size(), 3);
  EXPECT_EQ(all.servers(0).state(), v1::SERVER_STATE_RUNNING);
  EXPECT_EQ(all.servers(0).network_version(), v1::NETWORK_VERSION_TENANT);
  EXPECT_EQ(all.servers(0).metadata().charging_mode(), v1::CHARGING_MODE_SUBSCRIPTION);
  v1::GetServerRequest get;
  get.set_server_id(all.servers(1).server_id());
  const auto shown = Call(&ServerStub::GetServer, get);
  ASSERT_THAT(shown, IsOk());
  EXPECT_THAT(shown->server().bandwidths(), SizeIs(2)) << "a shared one and its own";
  EXPECT_EQ(shown->server().volumes(0).volume_type(), v1::VOLUME_TYPE_SSD);
  EXPECT_TRUE(shown->server().has_share_volume_info());
  v1::ListServersRequest filter;
  filter.set_server_name(all.servers(1).server_name());
  *filter.mutable_create_until_time() = all.servers(1).create_time();
  EXPECT_THAT(Servers(filter).servers(), SizeIs(1));
  filter.mutable_create_until_time()->set_seconds(1);
  EXPECT_THAT(Servers(filter).servers(), IsEmpty());
  v1::ListServersRequest creating;
  creating.set_state(v1::SERVER_STATE_CREATING);
  int pages = 0;
  do {
    const v1::ListServersResponse page = Servers(creating);
    EXPECT_THAT(page.servers(), IsEmpty());
    creating.set_page_token(page.next_page_token());
    ++pages;
  } while (!creating.page_token().empty());
  EXPECT_EQ(pages, 4) << "four states upstream";
  get.set_server_id("unknown");
  EXPECT_THAT(Call(&ServerStub::GetServer, get), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(PhonesAndServersTest, ARestartedServerTakesItsPhonesAlong) {
  const std::string id = Servers().servers(0).server_id();
  v1::BatchRestartServersRequest restart;
  restart.add_server_ids(id);
  restart.add_server_ids("unknown");
  const auto answer = Call(&ServerStub::BatchRestartServers, restart);
  ASSERT_THAT(answer, IsOk());
  ASSERT_THAT(answer->group().jobs(), SizeIs(1));
  EXPECT_EQ(answer->group().jobs(0).server_id(), id);
  ASSERT_THAT(answer->group().refused(), SizeIs(1));
  EXPECT_EQ(answer->group().refused(0).server_id(), "unknown");
  EXPECT_EQ(StateOf(phones_[0].phone_id()), v1::PHONE_STATE_RESTARTING);
  Finish(answer->group());
  EXPECT_EQ(StateOf(phones_[0].phone_id()), v1::PHONE_STATE_RUNNING);
}

TEST_F(PhonesAndServersTest, ModelsAndImagesArePagedWithoutLosingAny) {
  v1::ListPhoneModelsRequest models;
  models.set_page_size(3);
  std::vector<std::string> names;
  do {
    const auto page = Call(&PhoneStub::ListPhoneModels, models);
    ASSERT_THAT(page, IsOk());
    for (const v1::PhoneModel& model : page->phone_models()) {
      names.push_back(model.phone_model_name());
      EXPECT_THAT(model.extend_spec(), Not(IsEmpty())) << model.phone_model_name();
    }
    models.set_page_token(page->next_page_token());
  } while (!models.page_token().empty());
  models.Clear();
  EXPECT_THAT(names, SizeIs(Call(&PhoneStub::ListPhoneModels, models)->phone_models_size()));

  v1::ListPhoneImagesRequest images;
  images.set_page_size(1);
  size_t count = 0;
  do {
    const auto page = Call(&PhoneStub::ListPhoneImages, images);
    ASSERT_THAT(page, IsOk());
    ASSERT_THAT(page->phone_images(), SizeIs(1));
    EXPECT_THAT(page->phone_images(0).image_id(), Not(IsEmpty()));
    ++count;
    images.set_page_token(page->next_page_token());
  } while (!images.page_token().empty());
  EXPECT_GE(count, 2u);

  v1::ListServerModelsRequest server_models;
  server_models.set_product_type(v1::PRODUCT_TYPE_CLOUD_PHONE);
  const auto listed = Call(&ServerStub::ListServerModels, server_models);
  ASSERT_THAT(listed, IsOk());
  for (const v1::ServerModel& model : listed->server_models()) {
    EXPECT_EQ(model.product_type(), v1::PRODUCT_TYPE_CLOUD_PHONE);
    EXPECT_THAT(model.server_model_name(), StartsWith("physical."));
  }
}

}  // namespace
}  // namespace cloudphone
