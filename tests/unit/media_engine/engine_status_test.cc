#include "adapters/media_engine/engine_status.h"

#include <ostream>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"

namespace cloudphone {
namespace {

using absl::StatusCode;

struct CodeRow {
  int code;
  StatusCode status;
};

void PrintTo(const CodeRow& row, std::ostream* out) { *out << row.code; }

// The vendor's table of error codes, and what each is to our callers.
const CodeRow kDocumented[] = {
    {0, StatusCode::kOk},
    {-1, StatusCode::kInternal},
    {-1000, StatusCode::kInvalidArgument},
    {-1001, StatusCode::kInvalidArgument},
    {-1100, StatusCode::kUnavailable},
    {-1101, StatusCode::kUnavailable},
    {-2000, StatusCode::kInvalidArgument},
    {-2100, StatusCode::kUnavailable},
    {-2200, StatusCode::kOk},  // A stop that failed is only logged.
    {-3000, StatusCode::kInvalidArgument},
    {-3001, StatusCode::kInvalidArgument},
    {-3002, StatusCode::kInvalidArgument},
    {-3003, StatusCode::kFailedPrecondition},
    {-3100, StatusCode::kUnavailable},
    {-3200, StatusCode::kOk},
    {-3300, StatusCode::kResourceExhausted},
    {-3301, StatusCode::kInvalidArgument},
    {-3302, StatusCode::kInvalidArgument},
    {-3400, StatusCode::kInternal},
};

class EngineCodeTest : public testing::TestWithParam<CodeRow> {};

TEST_P(EngineCodeTest, HasItsStatusAndKeepsItsNumber) {
  const absl::Status status = EngineStatus("OpenAudio", GetParam().code);
  EXPECT_EQ(status.code(), GetParam().status);
  if (status.ok()) return;
  EXPECT_EQ(EngineCodeOf(status), GetParam().code);
  EXPECT_TRUE(absl::StrContains(status.message(), absl::StrCat("(", GetParam().code, ")"))) << status;
  EXPECT_TRUE(absl::StartsWith(status.message(), "OpenAudio: ")) << status;
}

INSTANTIATE_TEST_SUITE_P(Documented, EngineCodeTest, testing::ValuesIn(kDocumented),
                         [](const testing::TestParamInfo<CodeRow>& row) {
                           return absl::StrCat("Minus", -row.param.code);
                         });

TEST(EngineStatusTest, TheTableHasTheDocumentedCodesAndNoMore) {
  std::set<int> documented;
  for (const CodeRow& row : kDocumented) documented.insert(row.code);
  std::set<int> in_table;
  for (const EngineCodeRow& row : EngineCodes()) {
    in_table.insert(row.code);
    EXPECT_FALSE(row.meaning.empty());
  }
  EXPECT_EQ(in_table, documented);
}

TEST(EngineStatusTest, AnUnknownNumberIsInternalAndKept) {
  for (const int code : {-2, -1999, -99999, 7}) {
    const absl::Status status = EngineStatus("OpenAudio", code);
    EXPECT_EQ(status.code(), StatusCode::kInternal);
    EXPECT_EQ(EngineCodeOf(status), code);
  }
}

TEST(EngineStatusTest, AFieldErrorNamesItsFieldAndNoEngineCode) {
  const absl::Status status = FieldError("bitrate", "PCM has none to set");
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "bitrate: PCM has none to set");
  EXPECT_EQ(FieldOf(status), "bitrate");
  EXPECT_FALSE(EngineCodeOf(status).has_value());
  EXPECT_EQ(FieldOf(EngineStatus("OpenAudio", -2000)), "");
}

}  // namespace
}  // namespace cloudphone
