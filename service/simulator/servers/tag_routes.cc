#include "service/simulator/servers/tag_routes.h"

#include <limits>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/numbers.h"
#include "service/simulator/http/json_answer.h"
#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr int kMaxTagPage = 100;
constexpr int kMaxResourcePage = 1000;
constexpr size_t kMaxKeys = 10;
constexpr size_t kMaxValues = 10;
constexpr char kServerType[] = "cph-server";
constexpr char kElasticType[] = "elastic-cloud-phone";  // There are none here.

// Unverified, as the codes of all calls of tags.
bool IsResourceType(const std::string& type) { return type == kServerType || type == kElasticType; }

// Why a call for the tags of a server, named by its path, is refused.
absl::optional<VendorError> RefuseResource(const Call& call) {
  if (!IsResourceType(call.parent_id)) return kBadType;
  if (!IsId(call.id)) return kBadServerId;
  if (call.parent_id != kServerType || call.world->FindServer(call.id) == nullptr) return kNoServer;
  return absl::nullopt;
}

struct TagItem {
  std::string key;
  std::string value;
};

// The tags of a body. To delete one its key is enough.
bool ReadTags(const rapidjson::Value& body, bool needs_value, std::vector<TagItem>* tags) {
  const rapidjson::Value* const list = FindMember(body, "tags");
  if (list == nullptr || !list->IsArray() || list->Empty()) return false;
  for (const rapidjson::Value& item : list->GetArray()) {
    if (!item.IsObject()) return false;
    const std::string key = TextMember(item, "key").value_or("");
    const auto value = TextMember(item, "value");
    if (!IsTagKey(key) || (needs_value && !IsTagValue(value.value_or("")))) return false;
    tags->push_back({key, value.value_or("")});
  }
  return true;
}

void WriteTags(const Tags& tags, JsonAnswer* json) {
  json->BeginList("tags");
  for (const auto& [key, value] : tags) {
    json->BeginItem();
    json->Text("key", key);
    json->Text("value", value);
    json->EndObject();
  }
  json->EndList();
}

// What QueryTaggedServers asks for.
struct TagQuery {
  bool counts_only = false;
  bool without_any_tag = false;
  std::vector<std::pair<std::string, std::vector<std::string>>> tags;  // No values: any.
  std::vector<std::string> names;
  Page page = {0, kMaxResourcePage};
};

bool ReadTagFilter(const rapidjson::Value& body, TagQuery* query) {
  const rapidjson::Value* const list = FindMember(body, "tags");
  if (list == nullptr) return true;
  if (!list->IsArray() || list->Size() > kMaxKeys) return false;
  std::set<std::string> keys;
  for (const rapidjson::Value& item : list->GetArray()) {
    if (!item.IsObject()) return false;
    const std::string key = TextMember(item, "key").value_or("");
    const rapidjson::Value* const values = FindMember(item, "values");
    if (key.empty() || !keys.insert(key).second) return false;
    if (values == nullptr || !values->IsArray() || values->Size() > kMaxValues) return false;
    std::set<std::string> distinct;
    for (const rapidjson::Value& value : values->GetArray()) {
      if (!value.IsString() || !distinct.emplace(ViewOf(value)).second) return false;
    }
    query->tags.push_back({key, {distinct.begin(), distinct.end()}});
  }
  return true;
}

bool ReadMatches(const rapidjson::Value& body, TagQuery* query) {
  const rapidjson::Value* const list = FindMember(body, "matches");
  if (list == nullptr) return true;
  if (!list->IsArray()) return false;
  for (const rapidjson::Value& item : list->GetArray()) {
    if (!item.IsObject() || TextMember(item, "key") != "resource_name") return false;
    const auto value = TextMember(item, "value");
    if (!value.has_value()) return false;
    query->names.push_back(*value);
  }
  return true;
}

// offset and limit are texts, and stand in no count. A number is refused: it would be another type.
bool ReadPageTexts(const rapidjson::Value& body, TagQuery* query) {
  const auto read = [&](const char* name, int least, int most, size_t* number) {
    const rapidjson::Value* const member = FindMember(body, name);
    if (member == nullptr) return true;
    int value = 0;
    if (query->counts_only || !member->IsString() || !absl::SimpleAtoi(ViewOf(*member), &value)) return false;
    *number = static_cast<size_t>(value);
    return value >= least && value <= most;
  };
  return read("offset", 0, std::numeric_limits<int>::max(), &query->page.offset) &&
         read("limit", 1, kMaxResourcePage, &query->page.limit);
}

absl::optional<VendorError> ReadQuery(const std::string& text, TagQuery* query) {
  rapidjson::Document body;
  if (!ReadObject(text, &body)) return kUnnamed;
  const std::string action = TextMember(body, "action").value_or("");
  if (action != "filter" && action != "count") return kBadAction;
  query->counts_only = action == "count";
  if (!ReadPageTexts(body, query)) return kBadPage;
  const rapidjson::Value* const without = FindMember(body, "without_any_tag");
  if (without != nullptr && !without->IsBool()) return kUnnamed;
  query->without_any_tag = without != nullptr && without->GetBool();
  return ReadTagFilter(body, query) && ReadMatches(body, query) ? absl::nullopt
                                                                : absl::make_optional(kUnnamed);
}

bool Fits(const TagQuery& query, const Server& server, const Tags& tags) {
  if (query.without_any_tag && !tags.empty()) return false;
  for (const auto& [key, values] : query.tags) {
    const auto found = tags.find(key);
    if (found == tags.end()) return false;
    if (!values.empty() && !absl::c_linear_search(values, found->second)) return false;
  }
  return absl::c_all_of(query.names, [&](const std::string& name) { return name == server.name; });
}

}  // namespace

Response ActOnTags(const Call& call) {
  if (const auto error = RefuseResource(call)) return call.Error(*error);
  rapidjson::Document body;
  if (!ReadObject(*call.body, &body)) return call.Error(kUnnamed);
  const std::string action = TextMember(body, "action").value_or("");
  if (action != "create" && action != "delete") return call.Error(kBadAction);
  std::vector<TagItem> tags;
  if (!ReadTags(body, action == "create", &tags)) return call.Error(kUnnamed);
  for (const TagItem& tag : tags) {
    if (action == "create") {
      call.world->tags().Set(call.id, tag.key, tag.value);
    } else {
      call.world->tags().Remove(call.id, tag.key);
    }
  }
  return call.NoContent();
}

Response ListServerTags(const Call& call) {
  if (const auto error = RefuseResource(call)) return call.Error(*error);
  JsonAnswer json;
  WriteTags(call.world->tags().Of(call.id), &json);
  return call.Ok(json.Take());
}

Response ListProjectTags(const Call& call) {
  if (!IsResourceType(call.id)) return call.Error(kBadType);
  const absl::optional<Page> page = ReadPage(call, kMaxTagPage);
  if (!page.has_value()) return call.Error(kBadPage);
  std::vector<std::pair<std::string, std::set<std::string>>> rows;
  if (call.id == kServerType) {
    for (auto& row : call.world->tags().All()) rows.push_back(row);
  }
  JsonAnswer json;
  json.BeginList("tags");
  for (const auto& [key, values] : CutPage(rows, *page)) {
    json.BeginItem();
    json.Text("key", key);
    json.BeginList("values");
    for (const std::string& value : values) json.Item(value);
    json.EndList();
    json.EndObject();
  }
  json.EndList();
  json.Number("total_count", static_cast<int64_t>(rows.size()));
  return call.Ok(json.Take());
}

Response QueryTaggedServers(const Call& call) {
  if (!IsResourceType(call.id)) return call.Error(kBadType);
  TagQuery query;
  if (const auto error = ReadQuery(*call.body, &query)) return call.Error(*error);
  std::vector<const Server*> selected;
  for (const Server& server : call.world->servers()) {
    if (call.id == kServerType && Fits(query, server, call.world->tags().Of(server.id)))
      selected.push_back(&server);
  }
  JsonAnswer json;
  if (!query.counts_only) {
    json.BeginList("resources");
    for (const Server* server : CutPage(selected, query.page)) {
      json.BeginItem();
      json.Null("resource_detail");
      json.Text("resource_id", server->id);
      json.Text("resource_name", server->name);
      WriteTags(call.world->tags().Of(server->id), &json);
      json.EndObject();
    }
    json.EndList();
  }
  json.Number("total_count", static_cast<int64_t>(selected.size()));
  return call.Ok(json.Take());
}

}  // namespace cloudphone::simulator
