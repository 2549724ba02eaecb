// Every documented exchange through the whole gateway: the RPC arrives at the upstream as documented, and the
// documented answer arrives at the client as the row's response.

#include "google/protobuf/descriptor.h"
#include "tests/integration/gateway_fixture.h"
#include "tests/integration/generic_call.h"
#include "tests/integration/scripted_upstream.h"
#include "tests/unit/cph/contract/golden_match.h"
#include "tests/unit/cph/contract/golden_rows.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

// The rows of the RPCs that clients can call; those that code calls for a composed RPC have tests with it.
std::vector<GoldenRow> PublicRows() {
  std::vector<GoldenRow> rows;
  for (const GoldenRow& row : Golden().rows) {
    if (row.rpc.rfind("cloudphone.v1.", 0) == 0) rows.push_back(row);
  }
  return rows;
}

class GoldenGatewayTest : public GatewayFixture, public ::testing::WithParamInterface<GoldenRow> {
 protected:
  ScriptedUpstream upstream_;
};

TEST_P(GoldenGatewayTest, GoesThroughAsDocumented) {
  const GoldenRow& row = GetParam();
  SCOPED_TRACE(row.place);
  const auto binding = BindingOf(row.rpc);
  ASSERT_TRUE(binding.ok()) << binding.status();
  const auto* method = (*binding)->method;
  const auto request = FromProtoJson(row.request, method->input_type());
  ASSERT_TRUE(request.ok()) << "the row's request does not fit: " << request.status().message();
  StartWithUpstream(upstream_.url());
  ASSERT_TRUE(gateway_ != nullptr);
  upstream_.Always(Answer(row.operation.status, row.operation.answer));

  const auto response = NewMessage(method->output_type());
  const absl::Status status = CallByName(channel(), method, **request, response.get());
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(upstream_.requests(), 1);
  const UpstreamRequest sent = upstream_.last_request();
  const std::string sent_difference =
      RequestDifference(row, **binding, **request, "project", {sent.method, sent.target, sent.body});
  EXPECT_TRUE(sent_difference.empty()) << "what arrived upstream differs:\n  " << sent_difference;
  const std::string response_difference = ResponseDifference(row, *response);
  EXPECT_TRUE(response_difference.empty()) << "what the client got differs:\n" << response_difference;
}

INSTANTIATE_TEST_SUITE_P(Each, GoldenGatewayTest, ::testing::ValuesIn(PublicRows()),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace cloudphone
