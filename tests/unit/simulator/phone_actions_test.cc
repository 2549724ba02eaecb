// Restart, reset, stop and rename of phones: states, refusals, what is left behind.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/unit/simulator/routes_fixture.h"

namespace cloudphone::simulator {
namespace {

class PhoneActionsTest : public RoutesTest {
 protected:
  struct Verb {
    const char* name;
    Serve serve;
    std::string (*body)(const std::string& phone_id);
    int under_way, done, failed;
    const char* defective;  // The phone on which it fails.
  };
  static const std::vector<Verb>& Verbs() {
    static const auto* const kVerbs = new std::vector<Verb>{
        {"restart", &RestartPhones, [](const std::string& id) { return PhonesBody(id); }, 4, 2, -6,
         "cph-server-2-00058"},
        {"stop", &StopPhones, [](const std::string& id) { return PhoneIds(id); }, 7, 8, -9,
         "cph-server-2-00057"},
        {"reset", &ResetPhones, [](const std::string& id) { return PhonesBody(id); }, 3, 2, -5,
         "cph-server-2-00056"},
    };
    return *kVerbs;
  }
  void PassTime() { now_ += absl::Seconds(2); }
};

TEST_F(PhoneActionsTest, LeadsThePhoneThroughItsStates) {
  for (const Verb& verb : Verbs()) {
    SCOPED_TRACE(verb.name);
    const std::string id = Named(absl::StrCat("cph-server-1-0000", verb.under_way)).id;
    const std::string request_id = Send(verb.serve, verb.body(id)).request_id;
    EXPECT_EQ(RefusalOfFirst(), "");
    EXPECT_EQ(answer_["jobs"][0]["phone_id"].GetString(), id);
    EXPECT_EQ(StatusOf(id), verb.under_way) << "left status 2 before the call answered";
    EXPECT_FALSE(world_.FindPhone(id)->update_time < now_);
    now_ += absl::Seconds(1) - absl::Milliseconds(1);
    EXPECT_EQ(StatusOf(id), verb.under_way) << "no job takes less than half of the time";
    Get(&ListJobs, {{"request_id", request_id}});
    EXPECT_EQ(answer_["jobs"][0]["status"].GetInt(), 1);
    PassTime();
    EXPECT_EQ(StatusOf(id), verb.done);
    Get(&ListJobs, {{"request_id", request_id}});
    EXPECT_EQ(answer_["jobs"][0]["status"].GetInt(), 2);
    EXPECT_EQ(answer_["jobs"][0]["phone_id"].GetString(), id);
  }
}

TEST_F(PhoneActionsTest, FailsOnThePhoneThatIsThereForIt) {
  for (const Verb& verb : Verbs()) {
    SCOPED_TRACE(verb.name);
    const std::string id = Named(verb.defective).id;
    for (const char* attempt : {"first", "second"}) {
      Send(verb.serve, verb.body(id));
      ASSERT_EQ(RefusalOfFirst(), "") << attempt << ": what failed may be tried again";
      const std::string job_id = answer_["jobs"][0]["job_id"].GetString();
      PassTime();
      EXPECT_EQ(StatusOf(id), verb.failed) << attempt;
      Get(&ShowJob, {}, job_id);
      EXPECT_EQ(answer_["status"].GetInt(), -1);
      EXPECT_STREQ(answer_["error_code"].GetString(), "CPS.0054");
    }
  }
  for (const Verb& verb : Verbs()) {
    for (const Verb& other : Verbs()) {
      Phone& phone = Named(other.defective);
      if (verb.name == other.name) continue;
      phone.status = kPhoneRunning;
      Send(verb.serve, verb.body(phone.id));
      PassTime();
      EXPECT_EQ(StatusOf(phone.id), verb.done) << other.defective << " fails at nothing but its own";
    }
  }
}

TEST_F(PhoneActionsTest, KnowsFromWhichStateEachActionBegins) {
  const struct {
    int status;
    const char *restart, *reset, *stop;
  } kRows[] = {
      {1, "CPS.0165", "CPS.0165", "CPS.0141"},
      {2, "", "", ""},
      {3, "CPS.0165", "CPS.0165", "CPS.0141"},
      {4, "CPS.0165", "CPS.0165", "CPS.0141"},
      {6, "CPS.0053", "CPS.0053", "CPS.0053"},
      {7, "CPS.0165", "CPS.0165", "CPS.0141"},
      {8, "", "", "CPS.0141"},
      {-5, "", "", "CPS.0141"},
      {-6, "", "", "CPS.0141"},
      {-7, "", "", "CPS.0141"},
      {-8, "CPS.0165", "CPS.0165", "CPS.0141"},
      {-9, "", "", ""},
  };
  Phone& phone = Named("cph-server-1-00001");
  for (const auto& row : kRows) {
    const char* const expected[] = {row.restart, row.stop, row.reset};
    for (size_t i = 0; i < Verbs().size(); ++i) {
      PassTime();
      world_.Settle(now_);
      phone.status = row.status;
      Send(Verbs()[i].serve, Verbs()[i].body(phone.id));
      EXPECT_EQ(RefusalOfFirst(), expected[i]) << Verbs()[i].name << " in " << row.status;
    }
  }
}

TEST_F(PhoneActionsTest, RefusesEachPhoneForItself) {
  const std::string good = Named("cph-server-1-00001").id;
  const std::string ids[] = {good, Named("cph-server-2-00059").id, std::string(32, 'f'), "no id", good};
  const char* const expected[] = {"", "CPS.0053", "CPS.0005", "CPS.0004", "CPS.0141"};
  std::string body = "{\"phone_ids\":[";
  for (const std::string& id : ids) absl::StrAppend(&body, &id == ids ? "" : ",", "\"", id, "\"");
  Send(&StopPhones, absl::StrCat(body, "]}\n"));
  ASSERT_EQ(answer_["jobs"].Size(), 5u);
  for (rapidjson::SizeType i = 0; i < 5; ++i) {
    const auto& job = answer_["jobs"][i];
    EXPECT_EQ(job["phone_id"].GetString(), ids[i]);
    EXPECT_STREQ(job.HasMember("error_code") ? job["error_code"].GetString() : "", expected[i]);
  }
}

TEST_F(PhoneActionsTest, RefusesBodiesThatAreNone) {
  std::string many_ids = "{\"phone_ids\":[\"a\"";
  std::string many_phones = "{\"phones\":[{\"phone_id\":\"a\"}";
  for (int i = 0; i < 50; ++i) {
    many_ids += ",\"a\"";
    many_phones += ",{\"phone_id\":\"a\"}";
  }
  const struct {
    Serve serve;
    std::string body;
    const char* error;
  } kRows[] = {
      {&StopPhones, "", "400 CPS.0080"},
      {&StopPhones, "[]", "400 CPS.0080"},
      {&StopPhones, "{\"phone_ids\":[\"\xFF\"]}", "400 CPS.0080"},
      {&StopPhones, "{}", "400 CPS.0009"},
      {&StopPhones, "{\"phone_ids\":null}", "400 CPS.0009"},
      {&StopPhones, "{\"phone_ids\":[]}", "400 CPS.0009"},
      {&StopPhones, "{\"phone_ids\":\"a\"}", "400 CPS.0080"},
      {&StopPhones, "{\"phone_ids\":[1]}", "400 CPS.0080"},
      {&StopPhones, absl::StrCat(many_ids, "]}"), "400 CPS.0190"},
      {&ResetPhones, "no JSON", "400 CPS.0077"},
      {&ResetPhones, "{\"phones\":{}}", "400 CPS.0077"},
      {&ResetPhones, "{\"phones\":[]}", "400 CPS.0077"},
      {&ResetPhones, "{\"phones\":[1]}", "400 CPS.0077"},
      {&ResetPhones, "{\"phones\":[{}]}", "400 CPS.0009"},
      {&ResetPhones, "{\"phones\":[{\"phone_id\":7}]}", "400 CPS.0009"},
      {&ResetPhones, R"({"phones":[{"phone_id":"a","factory_reset_enabled":1}]})", "400 CPS.0077"},
      {&ResetPhones, R"({"phones":[{"phone_id":"a"}],"image_id":"unknown"})", "404 CPS.0166"},
      {&ResetPhones, R"({"phones":[{"phone_id":"a"}],"image_id":"4d3f7e5a6c6b40d8c2e6a4dab8f29315"})",
       "404 CPS.0166"},
      {&ResetPhones, absl::StrCat(many_phones, "]}"), "400 CPS.0190"},
      {&RestartPhones, absl::StrCat(many_phones, "]}"), "400 CPS.0190"},
      {&RestartPhones, R"({"phones":[{"phone_id":"a","factory_reset_enabled":1}]})", "200 "},
  };
  for (const auto& row : kRows) EXPECT_EQ(ErrorOf(row.serve, {}, "", row.body), row.error) << row.body;
}

TEST_F(PhoneActionsTest, AResetRestoresTheFactorySettings) {
  Phone& phone = Named("cph-server-1-00001");
  const std::string set =
      absl::StrCat(R"({"phones":[{"phone_id":")", phone.id,
                   R"(","property":"{\"persist.sys.locale\":\"de-DE\",\"ro.install.auto\":1}"}]})");
  Send(&RestartPhones, set);
  ASSERT_EQ(RefusalOfFirst(), "");
  EXPECT_EQ(phone.properties["persist.sys.locale"], "de-DE");
  PassTime();
  Send(&ResetPhones, absl::StrCat(R"({"image_id":"1564567b8bab40f34711234cb80d8574","phones":[{"phone_id":")",
                                  phone.id, R"(","factory_reset_enabled":true,)",
                                  R"("property":"{\"sys.prop.writephonenum\":\"123\"}"}]})"));
  ASSERT_EQ(RefusalOfFirst(), "");
  Get(&ShowPhone, {}, phone.id);
  EXPECT_STREQ(answer_["property"].GetString(),
               R"({"persist.sys.locale":"en-US","sys.prop.writephonenum":"123",)"
               R"("sys.prop.writewifissid":"cloudphone_wifi"})");
  EXPECT_STREQ(answer_["image_id"].GetString(), "1564567b8bab40f34711234cb80d8574");
  EXPECT_STREQ(answer_["image_version"].GetString(), "AOSP 11");
}

TEST_F(PhoneActionsTest, ARefusedPropertyChangesNothing) {
  Phone& phone = Named("cph-server-1-00001");
  phone.properties["ro.install.auto"] = "1";
  const struct {
    const char *property, *error;
  } kRows[] = {
      {R"("{\"made.up\":\"1\"}")", "CPS.0163"},
      {R"("{\"ro.install.auto\":\"2\"}")", "CPS.0164"},
      {R"("no JSON")", "CPS.0078"},
      {"{}", "CPS.0078"},
  };
  for (const auto& row : kRows) {
    Send(&ResetPhones,
         absl::StrCat(R"({"phones":[{"phone_id":")", phone.id, R"(","property":)", row.property, "}]}"));
    EXPECT_EQ(RefusalOfFirst(), row.error) << row.property;
    EXPECT_EQ(phone.properties["ro.install.auto"], "1");
    EXPECT_EQ(phone.status, kPhoneRunning);
  }
}

TEST_F(PhoneActionsTest, AJobOfAPhoneThatGoesFails) {
  const std::string id = Named("cph-server-1-00001").id;
  Send(&StopPhones, PhoneIds(id));
  const std::string job_id = answer_["jobs"][0]["job_id"].GetString();
  EXPECT_TRUE(world_.RemovePhone(id));
  PassTime();
  Get(&ShowJob, {}, job_id);
  EXPECT_EQ(answer_["status"].GetInt(), -1);
  EXPECT_STREQ(answer_["error_code"].GetString(), "CPS.0005");
}

TEST_F(PhoneActionsTest, ARenameIsKept) {
  Phone& phone = Named("cph-server-1-00001");
  for (const std::string& name : {std::string("a"), std::string("Phone_7-b"),
                                  std::string("\u4e00\u624b\u9fa5"), std::string(60, 'x')}) {
    EXPECT_EQ(ErrorOf(&RenamePhone, {}, phone.id, absl::StrCat("{\"phone_name\":\"", name, "\"}\n")), "200 ");
    Get(&ShowPhone, {}, phone.id);
    EXPECT_EQ(answer_["phone_name"].GetString(), name);
    Get(&ListPhones, {{"phone_name", name}});
    EXPECT_GE(answer_["count"].GetInt(), 1);
  }
  std::string sixty;
  for (int i = 0; i < 60; ++i) sixty += "\u624b";
  EXPECT_EQ(ErrorOf(&RenamePhone, {}, phone.id, absl::StrCat(R"({"phone_name":")", sixty, "\"}")), "200 ")
      << "characters, not bytes";
}

TEST_F(PhoneActionsTest, RefusesNamesThatAreNone) {
  const std::string id = Named("cph-server-1-00001").id;
  for (const std::string& body : {
           std::string("no JSON"),
           std::string("{}"),
           std::string("{\"phone_name\":7}"),
           std::string("{\"phone_name\":null}"),
           std::string("{\"phone_name\":\"\"}"),
           std::string("{\"phone_name\":\"a b\"}"),
           std::string("{\"phone_name\":\"a.b\"}"),
           std::string("{\"phone_name\":\"\u00e4\"}"),
           std::string("{\"phone_name\":\"\u4dff\"}"),
           std::string("{\"phone_name\":\"\u9fa6\"}"),
           std::string("{\"phone_name\":\"\xE4\xB8\"}"),
           absl::StrCat("{\"phone_name\":\"", std::string(61, 'x'), "\"}"),
       }) {
    EXPECT_EQ(ErrorOf(&RenamePhone, {}, id, body), "400 CPS.0025") << body;
  }
  EXPECT_EQ(ErrorOf(&RenamePhone, {}, std::string(32, 'f'), "{\"phone_name\":\"a\"}"), "404 CPS.0005");
  EXPECT_EQ(ErrorOf(&RenamePhone, {}, "no id", "{\"phone_name\":\"a\"}"), "400 CPS.0004");
  EXPECT_EQ(world_.FindPhone(id)->name, "cph-server-1-00001") << "as it was";
}

}  // namespace
}  // namespace cloudphone::simulator
