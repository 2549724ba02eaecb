#include "service/simulator/inside/adb_request.h"

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "service/simulator/http/request_body.h"
#include "service/simulator/phones/targets.h"

namespace cloudphone::simulator {
namespace {

// The characters of a content, and the space, which the samples of the documents need. Shell commands have
// those and the size of the newer revision; the published one has as for all others.
constexpr char kOthers[] = "_./:- ";
constexpr char kShellOthers[] = "_./:- ?=&|";
constexpr size_t kMaxBytes = 1024;
constexpr size_t kMaxShellBytes = 2048;
constexpr size_t kMaxManyBytes = 8100;
constexpr size_t kMaxApks = 50;

struct CommandRow {
  const char* name;
  Action action;
  size_t max_bytes;
  size_t max_objects;  // More of them are left out, or refused where there may be several.
};
constexpr CommandRow kCommands[] = {
    {"install", Action::kInstall, kMaxBytes, 1},
    {"install-multiple", Action::kInstall, kMaxManyBytes, kMaxApks},
    {"uninstall", Action::kUninstall, kMaxBytes, 0},
    {"push", Action::kPush, kMaxBytes, 1},
    {"shell", Action::kShell, kMaxShellBytes, 0},
};

const CommandRow* FindCommand(const rapidjson::Value& body) {
  const std::string name = TextMember(body, "command").value_or("");
  for (const CommandRow& row : kCommands) {
    if (name == row.name) return &row;
  }
  return nullptr;
}

// The objects behind the flags of an install: "-t -r obs://…"; an old text says that one install leaves out
// all but the first.
absl::optional<VendorError> ReadApks(const CommandRow& command, const std::string& content,
                                     std::vector<ObjectPath>* objects) {
  for (const absl::string_view word : absl::StrSplit(content, ' ', absl::SkipEmpty())) {
    if (objects->empty() && absl::StartsWith(word, "-")) continue;
    const absl::optional<ObjectPath> object = ParseObsUrl(word);
    if (!object.has_value()) return kBadContent;
    if (!absl::EndsWith(word, ".apk")) return kNoApk;
    objects->push_back(*object);
  }
  if (objects->empty()) return kBadContent;
  if (objects->size() > command.max_objects && command.max_objects > 1) return kBadContent;
  if (objects->size() > command.max_objects) objects->resize(command.max_objects);
  return absl::nullopt;
}

absl::optional<VendorError> ReadContent(const CommandRow& command, const rapidjson::Value& body,
                                        AdbRequest* request) {
  const std::string content = TextMember(body, "content").value_or("");
  const char* const others = command.action == Action::kShell ? kShellOthers : kOthers;
  if (content.empty() || content.size() > command.max_bytes || !IsMadeOf(content, others)) return kBadContent;
  request->action = command.action;
  request->content = content;
  if (command.action == Action::kInstall) return ReadApks(command, content, &request->objects);
  // Unverified: that a package's name has no space.
  if (command.action == Action::kUninstall && absl::StrContains(content, ' ')) return kBadContent;
  if (command.action != Action::kPush) return absl::nullopt;
  const absl::optional<ObjectPath> object = ParseObsUrl(content);
  if (!object.has_value() || !absl::EndsWith(content, ".tar") || absl::StrContains(content, ' '))
    return kBadContent;
  request->objects.push_back(*object);
  return absl::nullopt;
}

bool IsEmptyList(const rapidjson::Value& body, const char* name) {
  const rapidjson::Value* const list = FindMember(body, name);
  return list == nullptr || (list->IsArray() && list->Empty());
}

// Unverified: the code of a call without both lists.
absl::optional<VendorError> ReadTargets(const rapidjson::Value& body, size_t max_phones,
                                        AdbRequest* request) {
  if (!IsEmptyList(body, "phone_ids") || IsEmptyList(body, "server_ids"))
    return ReadIds(body, PhoneIdsRule(max_phones), &request->phone_ids);
  return ReadIds(body, ServerIdsRule(kMaxServersInCall), &request->server_ids);
}

}  // namespace

absl::optional<VendorError> ReadAdbRequest(const std::string& text, AdbRequest* request) {
  rapidjson::Document body;
  // Unverified: the code of a body that is no JSON.
  if (!ReadObject(text, &body)) return kBadCommand;
  const CommandRow* const command = FindCommand(body);
  if (command == nullptr) return kBadCommand;
  if (const auto error = ReadContent(*command, body, request)) return error;
  return ReadTargets(body, kMaxPhonesInCall, request);
}

absl::optional<VendorError> ReadSyncRequest(const std::string& text, AdbRequest* request) {
  rapidjson::Document body;
  if (!ReadObject(text, &body)) return kBadCommand;
  const CommandRow* const command = FindCommand(body);
  if (command == nullptr || command->action != Action::kShell) return kBadCommand;
  if (const auto error = ReadContent(*command, body, request)) return error;
  return ReadTargets(body, kMaxSyncPhones, request);
}

}  // namespace cloudphone::simulator
