// Every documented exchange, both ways: the RPC's request becomes the documented one, the documented answer
// becomes the RPC's response. The rows are tests/data/golden.

#include <memory>
#include <string>
#include <utility>

#include "adapters/cph/call/answer_reader.h"
#include "adapters/cph/call/request_builder.h"
#include "adapters/cph/call/request_check.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract/golden_match.h"
#include "tests/unit/cph/contract/golden_rows.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

constexpr char kProject[] = "2347275010d3440d963d3fcb8931ff55";

class GoldenRowTest : public ::testing::TestWithParam<GoldenRow> {};

void ExpectIsSent(const GoldenRow& row, const CallBinding& binding,
                  const google::protobuf::Message& request) {
  const absl::Status checked = ViolationStatus(CheckCall(binding, request));
  ASSERT_TRUE(checked.ok()) << "the row's request is refused: " << checked;
  const HttpRequest http = BuildRequest(binding, request, {"", kProject});
  const std::string difference =
      RequestDifference(row, binding, request, kProject, {http.method, http.url, http.body});
  EXPECT_TRUE(difference.empty()) << "what is sent differs:\n  " << difference << "\nsent: " << http.method
                                  << " " << http.url << "\n      " << http.body;
}

void ExpectIsRead(const GoldenRow& row, const CallBinding& binding,
                  const google::protobuf::Message& request) {
  HttpResult answer;
  answer.maybe_sent = true;
  answer.status = row.operation.status;
  answer.body = row.operation.answer;
  const std::unique_ptr<google::protobuf::Message> response = NewMessage(binding.method->output_type());
  AnswerInfo info;
  const absl::Status status = ReadAnswer(binding, request, request, std::move(answer), response.get(), &info);
  ASSERT_TRUE(status.ok()) << "the documented answer is no success: " << status;
  const std::string difference = ResponseDifference(row, *response);
  EXPECT_TRUE(difference.empty()) << "what is read differs:\n" << difference;
  EXPECT_EQ(info.unknown_fields, row.unread)
      << "keys of the documented answer that no field takes, beside those that the row names in `unread`:\n"
      << row.operation.answer;
}

TEST_P(GoldenRowTest, GoesBothWays) {
  const GoldenRow& row = GetParam();
  SCOPED_TRACE(row.place);
  const auto binding = BindingOf(row.rpc);
  ASSERT_TRUE(binding.ok()) << binding.status();
  EXPECT_EQ((*binding)->call.operation(), row.operation.id);
  const auto request = FromProtoJson(row.request, (*binding)->method->input_type());
  ASSERT_TRUE(request.ok()) << "the row's request does not fit: " << request.status().message();
  ExpectIsSent(row, **binding, **request);
  ExpectIsRead(row, **binding, **request);
}

INSTANTIATE_TEST_SUITE_P(Each, GoldenRowTest, ::testing::ValuesIn(Golden().rows),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace cloudphone
