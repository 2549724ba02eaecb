#include "tests/unit/cph/contract/golden_match.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/unit/cph/contract/json_difference.h"
#include "tests/unit/cph/contract/whole_contract.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::util::MessageDifferencer;

std::string PercentDecode(absl::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      decoded += absl::HexStringToBytes(text.substr(i + 1, 2));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

struct Target {
  std::vector<std::string> path;  // Its pieces between slashes, decoded.
  std::vector<std::pair<std::string, std::string>> query;
};

Target Split(absl::string_view text) {
  Target target;
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits('?', 1));
  for (const absl::string_view piece : absl::StrSplit(halves.first, '/'))
    target.path.push_back(PercentDecode(piece));
  if (halves.second.empty()) return target;
  for (const absl::string_view pair : absl::StrSplit(halves.second, '&')) {
    const std::pair<absl::string_view, absl::string_view> both =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    target.query.emplace_back(PercentDecode(both.first), PercentDecode(both.second));
  }
  std::sort(target.query.begin(), target.query.end());
  return target;
}

// The value of "{phone_id}" in the path of an example: the request's field, of an enum what the contract says
// that it is sent as. The piece itself where the request has no such field.
std::string Fill(const std::string& piece, const CallBinding& binding, const Message& request,
                 const std::string& project_id) {
  if (piece.size() < 3 || piece.front() != '{') return piece;
  if (piece == "{project_id}") return project_id;
  const FieldPlan* field = binding.request->FindByRestName(piece.substr(1, piece.size() - 2));
  if (field == nullptr) return piece;
  const auto* reflection = request.GetReflection();
  if (field->shape == FieldShape::kText) return reflection->GetString(request, field->field);
  return field->shape == FieldShape::kEnum
             ? field->values->write.at(reflection->GetEnumValue(request, field->field)).front()
             : piece;
}

std::string PrintQuery(const std::vector<std::pair<std::string, std::string>>& query) {
  return absl::StrJoin(query, " & ", absl::PairFormatter("="));
}

// Takes page tokens out of both where both have one.
void DropPageTokens(Message* expected, Message* actual) {
  const auto* field = expected->GetDescriptor()->FindFieldByName("next_page_token");
  if (field == nullptr) return;
  if (expected->GetReflection()->GetString(*expected, field).empty() ||
      actual->GetReflection()->GetString(*actual, field).empty())
    return;
  expected->GetReflection()->ClearField(expected, field);
  actual->GetReflection()->ClearField(actual, field);
}

}  // namespace

std::string RequestDifference(const GoldenRow& row, const CallBinding& binding, const Message& request,
                              const std::string& project_id, const SentRequest& sent) {
  std::vector<std::string> lines;
  if (sent.method != row.operation.method)
    lines.push_back(absl::StrCat("method: is ", sent.method, ", expected ", row.operation.method));
  Target expected = Split(row.url);
  const Target actual = Split(sent.target);
  for (std::string& piece : expected.path) piece = Fill(piece, binding, request, project_id);
  if (expected.path != actual.path) {
    lines.push_back(absl::StrCat("path: is ", absl::StrJoin(actual.path, "/"), "\n      expected ",
                                 absl::StrJoin(expected.path, "/")));
  }
  if (expected.query != actual.query) {
    lines.push_back(absl::StrCat("query: is ", PrintQuery(actual.query), "\n      expected ",
                                 PrintQuery(expected.query)));
  }
  for (const std::string& difference : JsonDifferences(row.body, sent.body))
    lines.push_back(absl::StrCat("body: ", difference));
  return absl::StrJoin(lines, "\n  ");
}

std::string ResponseDifference(const GoldenRow& row, const Message& response) {
  auto expected = FromProtoJson(row.response, response.GetDescriptor());
  if (!expected.ok()) return absl::StrCat("the row's response does not fit: ", expected.status().message());
  std::unique_ptr<Message> actual = NewMessage(response.GetDescriptor());
  actual->CopyFrom(response);
  DropPageTokens(expected->get(), actual.get());
  MessageDifferencer differencer;
  std::string differences;
  differencer.ReportDifferencesToString(&differences);
  if (differencer.Compare(**expected, *actual)) return "";
  return absl::StrCat("(the row's -> what was read)\n", differences,
                      "what was read: ", ToProtoJson(response));
}

}  // namespace cloudphone
