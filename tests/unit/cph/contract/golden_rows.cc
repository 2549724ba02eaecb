#include "tests/unit/cph/contract/golden_rows.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"
#include "rapidjson/document.h"
#include "rapidjson/error/en.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace cloudphone {
namespace {

using Value = rapidjson::Value;

constexpr char kData[] = CLOUDPHONE_TEST_DATA;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The JSON text of a member; "" where it is missing or null.
std::string Json(const Value& object, const char* name) {
  if (!object.HasMember(name) || object[name].IsNull()) return "";
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  object[name].Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string Text(const Value& object, const char* name) {
  return object.HasMember(name) && object[name].IsString() ? object[name].GetString() : "";
}

std::vector<std::string> Texts(const Value& list) {
  std::vector<std::string> texts;
  for (const Value& text : list.GetArray()) texts.emplace_back(text.GetString());
  return texts;
}

Operation MakeOperation(const Value& row) {
  Operation operation;
  operation.id = Text(row, "id");
  operation.method = Text(row, "method");
  operation.path = Text(row, "path");
  operation.limits = Text(row, "limits");
  operation.url = Text(row["request"], "url");
  operation.body = Json(row["request"], "body");
  operation.status = row["response"]["status"].GetInt();
  operation.answer = Json(row["response"], "body");
  operation.takes = Texts(row["takes"]);
  operation.gives = Texts(row["gives"]);
  return operation;
}

VendorFacts LoadFacts() {
  VendorFacts facts;
  rapidjson::Document document;
  document.Parse(ReadFile(absl::StrCat(kData, "/operations.json")).c_str());
  for (const Value& row : document["operations"].GetArray()) facts.operations.push_back(MakeOperation(row));
  for (const auto& table : document["enums"].GetObject()) {
    std::vector<std::string>& values = facts.enums[table.name.GetString()];
    for (const Value& value : table.value.GetArray())
      values.push_back(value.IsInt() ? absl::StrCat(value.GetInt()) : value.GetString());
  }
  return facts;
}

// What is wrong with the form of a row, or "".
std::string FormProblem(const Value& row) {
  static const auto* const kKeys =
      new std::set<std::string>{"operation", "rpc", "request", "response", "sent", "why", "unread"};
  if (!row.IsObject()) return "is no object";
  for (const auto& member : row.GetObject()) {
    if (kKeys->count(member.name.GetString()) == 0)
      return absl::StrCat("has an unknown key: ", member.name.GetString());
  }
  for (const char* name : {"operation", "rpc"}) {
    if (Text(row, name).empty()) return absl::StrCat("has no ", name);
  }
  for (const char* name : {"request", "response"}) {
    if (!row.HasMember(name) || !row[name].IsObject()) return absl::StrCat("has no object ", name);
  }
  const bool differs = row.HasMember("sent") || row.HasMember("unread");
  if (differs == Text(row, "why").empty()) return "must say why where it has sent or unread, and only there";
  if (!row.HasMember("sent")) return "";
  if (!row["sent"].IsObject()) return "has a sent that is no object";
  for (const auto& member : row["sent"].GetObject()) {
    const std::string name = member.name.GetString();
    if (name != "url" && name != "body") return absl::StrCat("has an unknown key in sent: ", name);
  }
  return "";
}

// Fills `row` but for name and place; what is wrong, or "".
std::string ReadRow(const Value& json, GoldenRow* row) {
  if (std::string problem = FormProblem(json); !problem.empty()) return problem;
  const std::string id = Text(json, "operation");
  const auto& operations = Facts().operations;
  const auto operation = std::find_if(operations.begin(), operations.end(),
                                      [&](const Operation& candidate) { return candidate.id == id; });
  if (operation == operations.end()) return absl::StrCat("names an operation that is not served: ", id);
  row->operation = *operation;
  row->rpc = Text(json, "rpc");
  row->request = Json(json, "request");
  row->response = Json(json, "response");
  row->url = operation->url;
  row->body = operation->body;
  if (json.HasMember("unread")) row->unread = static_cast<int>(json["unread"].GetArray().Size());
  if (!json.HasMember("sent")) return "";
  const Value& sent = json["sent"];
  if (sent.HasMember("url")) row->url = Text(sent, "url");
  if (sent.HasMember("body")) row->body = Json(sent, "body");
  if (row->url == operation->url && row->body == operation->body)
    return "has a sent that is the example's own request";
  return "";
}

// "PhoneService_GetPhone", with a number from the second row of the RPC on.
std::string TestName(const std::string& rpc, const std::vector<GoldenRow>& rows) {
  const size_t method = rpc.rfind('.');
  if (method == std::string::npos) return absl::StrCat("NoRpc", rows.size());
  const size_t service = rpc.rfind('.', method - 1) + 1;
  const std::string name = absl::StrCat(rpc.substr(service, method - service), "_", rpc.substr(method + 1));
  const auto of_rpc = std::count_if(rows.begin(), rows.end(),
                                    [&](const GoldenRow& row) { return row.rpc == rpc || row.name == name; });
  return of_rpc == 0 ? name : absl::StrCat(name, "_", of_rpc + 1);
}

void LoadFile(const std::filesystem::path& path, GoldenData* data) {
  const std::string file = path.filename().string();
  rapidjson::Document document;
  document.Parse(ReadFile(path.string()).c_str());
  if (document.HasParseError() || !document.IsArray()) {
    const char* what =
        document.HasParseError() ? rapidjson::GetParseError_En(document.GetParseError()) : "It is no list.";
    data->problems.push_back(absl::StrCat(file, ", byte ", document.GetErrorOffset(), ": ", what));
    return;
  }
  int number = 0;
  for (const Value& json : document.GetArray()) {
    GoldenRow row;
    row.place = absl::StrCat(file, ", row ", ++number);
    if (const std::string problem = ReadRow(json, &row); !problem.empty()) {
      data->problems.push_back(absl::StrCat(row.place, ": ", problem));
      continue;
    }
    row.name = TestName(row.rpc, data->rows);
    data->rows.push_back(std::move(row));
  }
}

GoldenData LoadGolden() {
  GoldenData data;
  std::error_code error;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(absl::StrCat(kData, "/golden"), error)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) LoadFile(file, &data);
  return data;
}

}  // namespace

void PrintTo(const GoldenRow& row, std::ostream* out) { *out << row.place; }

const VendorFacts& Facts() {
  static const auto* const kFacts = new VendorFacts(LoadFacts());
  return *kFacts;
}

const GoldenData& Golden() {
  static const auto* const kData = new GoldenData(LoadGolden());
  return *kData;
}

}  // namespace cloudphone
