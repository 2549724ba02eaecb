// Every code of the vendor's catalogue through the whole gateway, as a reader and as a writer sees it.

#include "absl/strings/str_cat.h"
#include "tests/integration/gateway_fixture.h"
#include "tests/integration/scripted_upstream.h"
#include "tests/unit/cph/errors/error_catalogue.h"

namespace cloudphone {
namespace {

constexpr int kUnauthorized = 401;

// A call that meets the error.
enum class Caller { kReader, kWriter, kBatchWriter };

class WireErrorsTest : public GatewayFixture, public ::testing::WithParamInterface<Caller> {
 protected:
  static bool writes() { return GetParam() != Caller::kReader; }
  static const char* operation() {
    switch (GetParam()) {
      case Caller::kReader:
        return "ShowCloudPhoneDetail";
      case Caller::kWriter:
        return "UpdatePhoneName";
      default:
        return "StopCloudPhone";
    }
  }

  // Answers one call with the error; its status as the client got it.
  google::rpc::Status Meet(int http_status, const std::string& code, const std::string& message) {
    if (gateway_ == nullptr || stopped_) StartWithUpstream(upstream_.url());
    stopped_ = http_status == kUnauthorized;  // A refused signature stops the account.
    upstream_.Always(Answer(http_status, absl::StrCat(R"({"request_id":"q","error_code":")", code,
                                                      R"(","error_msg":")", message, "\"}")));
    return RichStatusOf(MakeCall());
  }

 private:
  absl::Status MakeCall() {
    if (GetParam() == Caller::kReader) return GetPhone("a").status();
    if (GetParam() == Caller::kWriter) {
      v1::UpdatePhoneNameRequest request;
      request.set_phone_id("a");
      request.set_phone_name("name");
      return Call(&PhoneStub::UpdatePhoneName, request).status();
    }
    v1::BatchStopPhonesRequest request;
    request.add_phone_ids("a");
    return Call(&PhoneStub::BatchStopPhones, request).status();
  }

  ScriptedUpstream upstream_;
  bool stopped_ = false;
};

TEST_P(WireErrorsTest, EveryCodeReachesTheClientAsTheCatalogueSays) {
  for (const CatalogueRow& row : CatalogueRows()) {
    SCOPED_TRACE(absl::StrCat(row.code, "/", row.http_status));
    ExpectError(Meet(row.http_status, row.code, "The vendor's words"), ExpectedOf(row, writes()), row.code,
                operation());
  }
}

TEST_P(WireErrorsTest, AnUnknownCodeReachesTheClientByItsHttpStatus) {
  for (const FallbackRow& row : FallbackRows()) {
    SCOPED_TRACE(row.http_status);
    ExpectError(Meet(row.http_status, "CPS.9999", "new"), ExpectedOf(row, writes()), "CPS.9999", operation());
  }
}

std::string NameOf(const ::testing::TestParamInfo<Caller>& caller) {
  switch (caller.param) {
    case Caller::kReader:
      return "AsReader";
    case Caller::kWriter:
      return "AsWriter";
    default:
      return "AsBatchWriter";
  }
}

INSTANTIATE_TEST_SUITE_P(Each, WireErrorsTest,
                         ::testing::Values(Caller::kReader, Caller::kWriter, Caller::kBatchWriter), NameOf);

}  // namespace
}  // namespace cloudphone
