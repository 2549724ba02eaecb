// What every answer reads whatever the field: each documented form of a time, each older name.

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/unit/cph/contract/plan_walk.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::Timestamp;
using ::google::protobuf::util::MessageDifferencer;
using ::testing::NotNull;

// 2021-02-18 11:48:40 UTC as the vendor's documents write times.
constexpr const char* kTimes[] = {"\"2021-02-18T11:48:40Z\"",
                                  "\"2021-02-18T11:48:40.000000Z\"",
                                  "\"2021-02-18 11:48:40\"",
                                  "\"1613648920\"",
                                  "\"1613648920000\"",
                                  "1613648920",
                                  "1613648920000"};

TEST(AnswerFieldsTest, EveryTimeReadsInEveryDocumentedForm) {
  int fields = 0;
  for (const UsedField& used : FieldsOf(AnswerPlans())) {
    if (used.field->shape != FieldShape::kTimestamp) continue;
    SCOPED_TRACE(used.name);
    ++fields;
    for (const char* time : kTimes) {
      const auto message = ReadObject(*used.plan, absl::StrCat("{\"", used.field->name, "\":", time, "}"));
      ASSERT_THAT(message, NotNull()) << time;
      const Message& read = message->GetReflection()->GetMessage(*message, used.field->field);
      EXPECT_EQ(static_cast<const Timestamp&>(read).seconds(), 1613648920) << time;
      EXPECT_EQ(static_cast<const Timestamp&>(read).nanos(), 0) << time;
    }
  }
  EXPECT_GT(fields, 0);
}

// Two names of a field, and how a pair of keys is written.
struct Names {
  const UsedField& used;
  std::string today;
  std::string older;

  std::string Pair(const std::string& name, int variant) const {
    return absl::StrCat("\"", name, "\":", SampleJson(*used.field, variant));
  }
  std::unique_ptr<Message> Read(const std::string& keys) const {
    return ReadObject(*used.plan, absl::StrCat("{", keys, "}"));
  }
  void Expect(const std::string& keys, const Message& wanted) const {
    const auto read = Read(keys);
    ASSERT_THAT(read, NotNull()) << keys;
    EXPECT_TRUE(MessageDifferencer::Equals(*read, wanted))
        << "{" << keys << "} reads as " << read->ShortDebugString();
  }
};

TEST(AnswerFieldsTest, AnOlderNameFillsAFieldAndTodaysWinsInAnyOrder) {
  int names = 0;
  for (const UsedField& used : FieldsOf(AnswerPlans())) {
    const auto& options = used.field->field->options().GetExtension(rest::v1::field);
    for (const std::string& older : options.also()) {
      SCOPED_TRACE(absl::StrCat(used.name, " as ", older));
      ++names;
      const Names both{used, used.field->name, older};
      const auto wanted = both.Read(both.Pair(both.today, 0));
      ASSERT_THAT(wanted, NotNull());
      EXPECT_GT(wanted->ByteSizeLong(), 0u);
      both.Expect(both.Pair(older, 0), *wanted);
      both.Expect(absl::StrCat(both.Pair(older, 1), ",", both.Pair(both.today, 0)), *wanted);
      both.Expect(absl::StrCat(both.Pair(both.today, 0), ",", both.Pair(older, 1)), *wanted);
      both.Expect(absl::StrCat(both.Pair(older, 0), ",\"", both.today, "\":null"), *wanted);
      both.Expect(absl::StrCat("\"", both.today, "\":\"\",", both.Pair(older, 0)), *wanted);
    }
  }
  EXPECT_GT(names, 0);
}

}  // namespace
}  // namespace cloudphone
