#include <string>

#include "absl/strings/str_replace.h"
#include "adapters/cph/binding/call_binding.h"
#include "cloudphone/v1/job_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace cloudphone {
namespace {

using ::google::protobuf::DescriptorPool;
using ::google::protobuf::FileDescriptorProto;
using ::google::protobuf::ServiceDescriptor;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsNull;
using ::testing::NotNull;
using ::testing::SizeIs;

const ServiceDescriptor* Service(const std::string& name) {
  return DescriptorPool::generated_pool()->FindServiceByName(name);
}

class PublicContractTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto table =
        BindingTable::Compile({Service("cloudphone.v1.PhoneService"), Service("cloudphone.v1.ServerService"),
                               Service("cloudphone.v1.JobService")});
    ASSERT_TRUE(table.ok()) << table.status();
    table_ = *std::move(table);
  }
  std::unique_ptr<BindingTable> table_;
};

TEST_F(PublicContractTest, BindsEveryRpcThatOneCallServes) {
  EXPECT_THAT(table_->Find(v1::ListPhonesRequest::descriptor()), NotNull());
  EXPECT_THAT(table_->Find(v1::WatchJobsRequest::descriptor()), IsNull()) << "composed in code";
  EXPECT_THAT(table_->RequestPlan(v1::WatchJobsRequest::descriptor()), NotNull())
      << "but checked like any other";
}

TEST_F(PublicContractTest, KnowsWhichCallsOnlyValidateWhenAsked) {
  EXPECT_THAT(table_->Get<v1::BatchResetPhonesRequest>().validate_only, NotNull());
  EXPECT_THAT(table_->Get<v1::BatchStopPhonesRequest>().validate_only, IsNull());
  EXPECT_TRUE(table_->Get<v1::ListServerModelsRequest>().pages_by_marker());
}

TEST_F(PublicContractTest, SplitsAPathIntoTextAccountAndFields) {
  const CallBinding& get = table_->Get<v1::GetPhoneRequest>();
  EXPECT_EQ(get.http_method, "GET");
  ASSERT_THAT(get.path, SizeIs(4));
  EXPECT_EQ(get.path[0].text, "/v1/");
  EXPECT_TRUE(get.path[1].is_project_id);
  EXPECT_EQ(get.path[2].text, "/cloud-phone/phones/");
  EXPECT_EQ(get.path[3].field->field->name(), "phone_id");
  EXPECT_EQ(get.into->name(), "phone");
  EXPECT_FALSE(get.is_write());
  EXPECT_FALSE(get.has_body);
}

TEST_F(PublicContractTest, BindsPagingAndTheFilterThatIsWalked) {
  const CallBinding& list = table_->Get<v1::ListPhonesRequest>();
  EXPECT_EQ(list.rows->name(), "phones");
  EXPECT_EQ(list.total->name(), "total_size");
  EXPECT_EQ(list.answer->FindByRestName("count")->field, list.total);
  ASSERT_THAT(list.walked, NotNull());
  EXPECT_EQ(list.walked->name, "status");
  EXPECT_THAT(list.walked->values->write.at(v1::PHONE_STATE_CREATING), ElementsAre("1", "0"));
  EXPECT_THAT(table_->Get<v1::ListJobsRequest>().total, IsNull()) << "the vendor gives no total of jobs";
}

TEST_F(PublicContractTest, BindsTheTargetsOfABatch) {
  const CallBinding& restart = table_->Get<v1::BatchRestartPhonesRequest>();
  EXPECT_TRUE(restart.is_write());
  EXPECT_TRUE(restart.has_body);
  ASSERT_THAT(restart.targets, SizeIs(1));
  EXPECT_EQ(restart.targets[0].list->field->name(), "phones");
  EXPECT_EQ(restart.targets[0].id->field->name(), "phone_id");
  EXPECT_EQ(restart.target_answer.taken->name(), "jobs");
}

TEST_F(PublicContractTest, OlderNamesFollowTodaysInTheKeys) {
  const MessagePlan* port =
      table_->Get<v1::GetPhoneRequest>().answer->FindByRestName("access_infos")->message;
  const KeyPlan& older = port->keys[port->key_index.at("device_ip")];
  EXPECT_EQ(older.rank, 1);
  EXPECT_EQ(port->fields[older.field].name, "phone_ip");
}

// A contract with one RPC, into which each case puts one fault.
constexpr char kFile[] = R"pb(
  name: "FILE"
  package: "made.up"
  syntax: "proto3"
  dependency: "cloudphone/rest/v1/rest.proto"
  dependency: "cloudphone/v1/job.proto"
  message_type {
    name: "Thing"
    field { name: "thing_id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  }
  message_type {
    name: "Request"
    field { name: "thing_id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL ID_OPTIONS }
    field { name: "EXTRA_NAME" number: 2 EXTRA }
  }
  message_type {
    name: "Response"
    field { name: "thing" number: 1 type: TYPE_MESSAGE type_name: ".made.up.Thing" label: LABEL_OPTIONAL }
    field {
      name: "group"
      number: 2
      type: TYPE_MESSAGE
      type_name: ".cloudphone.v1.JobGroup"
      label: LABEL_OPTIONAL
    }
  }
  enum_type {
    name: "Color"
    value { name: "COLOR_UNSPECIFIED" number: 0 }
    value { name: "COLOR_RED" number: 1 }
  }
  service {
    name: "ThingService"
    method {
      name: "GetThing"
      input_type: ".made.up.Request"
      output_type: ".made.up.Response"
      options { KIND CALL }
    }
  }
)pb";
constexpr char kKind[] = "[cloudphone.rest.v1.kind]: KIND_READ";
constexpr char kCall[] = R"([cloudphone.rest.v1.call] {
  operation: "ShowThing" http: "GET /v1/{project_id}/things/{thing_id}" effect: EFFECT_READ answer { into: "thing" } })";
constexpr char kExtra[] = "type: TYPE_STRING label: LABEL_OPTIONAL";

struct Fault {
  std::string kind = kKind;
  std::string call = kCall;
  std::string id_options;
  std::string extra = kExtra;
  std::string extra_name = "extra";
};

absl::Status CompileWith(const Fault& fault) {
  static int files = 0;
  const std::string text =
      absl::StrReplaceAll(kFile, {{"FILE", "made/up" + std::to_string(++files) + ".proto"},
                                  {"KIND", fault.kind},
                                  {"CALL", fault.call},
                                  {"ID_OPTIONS", fault.id_options},
                                  {"EXTRA_NAME", fault.extra_name},
                                  {"EXTRA", fault.extra}});
  FileDescriptorProto file;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &file)) << text;
  DescriptorPool pool(DescriptorPool::generated_pool());
  const auto* built = pool.BuildFile(file);
  if (built == nullptr) return absl::InternalError("the test's own .proto does not build");
  return BindingTable::Compile({built->service(0)}).status();
}

// The made-up call with `change` added, or with another answer where `change` begins with one.
std::string Call(const std::string& change) {
  std::string call = kCall;
  if (change.rfind("answer", 0) == 0)
    call.erase(call.find("answer"), sizeof("answer { into: \"thing\" }") - 1);
  return call.insert(call.size() - 2, " " + change);
}

// The same with another method and path.
std::string CallTo(const std::string& http, const std::string& change) {
  return absl::StrReplaceAll(Call(change), {{"GET /v1/{project_id}/things/{thing_id}", http}});
}

TEST(BindingErrorTest, TheMadeUpContractIsSoundWithoutAFault) {
  EXPECT_TRUE(CompileWith({}).ok()) << CompileWith({});
}

TEST(BindingErrorTest, EachFaultStopsTheStartWithTheNameOfTheRpc) {
  const std::string option = "options { [cloudphone.rest.v1.field] { ";
  const std::string text = "type: TYPE_STRING label: LABEL_OPTIONAL ";
  const std::string list = "type: TYPE_STRING label: LABEL_REPEATED ";
  struct Row {
    const char* name;
    Fault fault;
    const char* what;
  };
  const Row kRows[] = {
      {"no kind", {"", kCall, "", kExtra}, "option kind is missing"},
      {"no kind, composed", {"", "", "", kExtra}, "option kind is missing"},
      {"no operation",
       {kKind, R"([cloudphone.rest.v1.call] { http: "GET /x" effect: EFFECT_READ })", "", kExtra},
       "operation is missing"},
      {"no effect",
       {kKind, R"([cloudphone.rest.v1.call] { operation: "X" http: "GET /x" })", "", kExtra},
       "effect is missing"},
      {"no method",
       {kKind, R"([cloudphone.rest.v1.call] { operation: "X" http: "/x" effect: EFFECT_READ })", "", kExtra},
       "no method"},
      {"no path",
       {kKind, R"([cloudphone.rest.v1.call] { operation: "X" http: "GET x" effect: EFFECT_READ })", "",
        kExtra},
       "no path"},
      {"open variable",
       {kKind, R"([cloudphone.rest.v1.call] { operation: "X" http: "GET /{x" effect: EFFECT_READ })", "",
        kExtra},
       "not closed"},
      {"path variable without a field",
       {kKind, R"([cloudphone.rest.v1.call] { operation: "X" http: "GET /{nothing}" effect: EFFECT_READ })",
        "", kExtra},
       "nothing has no text or enum field"},
      {"into nothing",
       {kKind,
        R"([cloudphone.rest.v1.call] { operation: "X" http: "GET /x" effect: EFFECT_READ answer { into: "nothing" } })",
        "", kExtra},
       "into names no message"},
      {"message in a query",
       {kKind, kCall, "", "type: TYPE_MESSAGE type_name: \".made.up.Thing\" label: LABEL_OPTIONAL"},
       "extra has no place to go"},
      {"list in a query", {kKind, kCall, "", list}, "extra has no place to go"},
      {"bytes", {kKind, kCall, "", "type: TYPE_BYTES label: LABEL_OPTIONAL"}, "made.up.Request.extra"},
      {"double", {kKind, kCall, "", "type: TYPE_DOUBLE label: LABEL_OPTIONAL"}, "does not know this type"},
      {"enum that cannot be sent",
       {kKind, kCall, "", "type: TYPE_ENUM type_name: \".made.up.Color\" label: LABEL_OPTIONAL"},
       "no enum value can be sent"},
      {"two fields of one name",
       {kKind, kCall, "", text + option + "name: \"thing_id\" } }"},
       "a second field for thing_id"},
      {"form that does not fit",
       {kKind, kCall, "", text + option + "form: FORM_ZERO_ONE } }"},
       "FORM_ZERO_ONE"},
      {"list of objects in a query",
       {kKind, kCall, "", list + option + "item: \"x\" } }"},
       "extra has no place to go"},
      {"list as text in a path",
       {kKind, CallTo("GET /v1/{extra}", ""), "", list + option + "form: FORM_COMMA_LIST } }"},
       "extra has no text or enum field"},
      {"repeated key in a body",
       {kKind, kCall, "", list + option + "where: WHERE_BODY form: FORM_REPEATED_KEY } }"},
       "extra has no place to go in its form FORM_REPEATED_KEY"},
      {"charset that is none",
       {kKind, kCall, "", text + option + "check { charset: \"z-a\" } } }"},
       "charset is none"},
      {"max_characters of a list of messages",
       {kKind, kCall, "",
        "type: TYPE_MESSAGE type_name: \".made.up.Thing\" label: LABEL_REPEATED " + option +
            "check { max_characters: 3 } } }"},
       "are for texts"},
      {"epoch form of a text",
       {kKind, kCall, "", text + option + "form: FORM_EPOCH_SECONDS } }"},
       "FORM_EPOCH_SECONDS"},
      {"validate_only that travels",
       {kKind, kCall, "", "type: TYPE_BOOL label: LABEL_OPTIONAL", "validate_only"},
       "validate_only is a bool with WHERE_LOCAL"},
      {"one_of of one",
       {kKind, kCall, "", text + option + "check { one_of: \"a\" } } }"},
       "one_of a has no second field"},
      {"max_items of a text",
       {kKind, kCall, "", text + option + "check { max_items: 2 } } }"},
       "max_items is for lists"},
      {"unique text",
       {kKind, kCall, "", text + option + "check { unique: true } } }"},
       "unique is for lists"},
      {"raw of a text", {kKind, kCall, "", text + option + "raw: \"thing_id\" } }"}, "raw names no"},
      {"constant without a body",
       {kKind, Call("constant { name: \"a\" text: \"b\" }"), "", kExtra},
       "need a body"},
      {"constant without a name",
       {kKind, CallTo("POST /x", "constant { text: \"b\" }"), "", kExtra},
       "constant has no name"},
      {"constant of a field's name",
       {kKind, CallTo("POST /x", "constant { name: \"extra\" text: \"b\" }"), "", kExtra},
       "extra is a field of the request"},
      {"two constants of a name",
       {kKind, CallTo("POST /x", "constant { name: \"a\" } constant { name: \"a\" }"), "", kExtra},
       "constant a stands in the body twice"},
      {"budget", {kKind, Call("budget: \"other\""), "", kExtra}, "no budget is called other"},
      {"one job without a group",
       {kKind, Call("answer { jobs: JOBS_ONE }"), "", kExtra},
       "answer.jobs and a JobGroup come together"},
      {"paging without a style", {kKind, Call("paging { max: 9 }"), "", kExtra}, "paging has no style"},
      {"paging without a max",
       {kKind, Call("paging { style: STYLE_MARKER }"), "", kExtra},
       "paging needs a max"},
      {"marker in the body",
       {kKind, Call("paging { style: STYLE_MARKER max: 9 in_body_as_text: true }"), "", kExtra},
       "in_body_as_text is for STYLE_OFFSET"},
      {"paging without fields",
       {kKind, Call("paging { style: STYLE_OFFSET max: 9 }"), "", kExtra},
       "has no field page_size"},
      {"error_is_job without error",
       {kKind, Call("answer { into: \"thing\" error_is_job: true }"), "", kExtra},
       "needs a field with FORM_ERROR"},
      {"jobs without a group",
       {kKind, Call("answer { jobs: JOBS_LIST }"), "", kExtra},
       "answer.jobs and a JobGroup come together"},
      {"batch without targets",
       {kKind, Call("answer { jobs: JOBS_LIST } batch { targets: \"nothing\" max_targets: 5 }"), "", kExtra},
       "batch names no repeated field"},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.name);
    const absl::Status status = CompileWith(row.fault);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(status.message()), HasSubstr("made.up.ThingService.GetThing: "));
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.what));
  }
}

}  // namespace
}  // namespace cloudphone
