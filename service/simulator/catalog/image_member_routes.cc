// Images that one project shares with others.

#include "service/simulator/catalog/image_member_routes.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "service/simulator/http/marked_page.h"
#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {
namespace {

constexpr size_t kMaxMembers = 10;
constexpr int kMaxMemberPage = 100;
constexpr size_t kProjectIdBytes = 32;

// Whether it is the id of a project; whether there is such a project nobody here knows.
bool IsProjectId(absl::string_view id) {
  return id.size() == kProjectIdBytes &&
         std::all_of(id.begin(), id.end(), [](unsigned char c) { return absl::ascii_isxdigit(c); });
}

// The caller's own image of that id; else why there is none. Unverified: what somebody else's answers.
absl::optional<VendorError> FindOwn(const Call& call, const std::string& image_id, CustomImage** image) {
  if (!IsId(image_id)) return kBadImageId;
  *image = call.world->images().Find(image_id);
  const bool is_own = *image != nullptr && (*image)->project_id == call.project_id;
  return is_own ? absl::nullopt : absl::make_optional(kNoImage);
}

// A member as a list shows it.
struct MemberRow {
  std::string image_id;
  std::string member_id;
  ImageMember member;
};

std::string MarkerOf(const MemberRow& row) { return row.member_id; }

void WriteMember(const MemberRow& row, JsonAnswer* json) {
  json->Text("image_id", row.image_id);
  json->Text("member_id", row.member_id);
  json->Number("create_time", absl::ToUnixMillis(row.member.create_time));
  json->Number("update_time", absl::ToUnixMillis(row.member.update_time));
}

}  // namespace

Response AddImageMember(const Call& call) {
  CustomImage* image = nullptr;
  if (const auto error = FindOwn(call, call.id, &image)) return call.Error(*error);
  rapidjson::Document body;
  // Unverified: the codes of a member that is none, and of one too many.
  const std::string member = ReadObject(*call.body, &body) ? TextMember(body, "member").value_or("") : "";
  if (!IsProjectId(member) || member == call.project_id) return call.Error(kBadProjectId);
  // Unverified: that sharing it again is no error, and changes nothing.
  if (image->members.count(member) > 0) return call.Ok();
  if (image->members.size() >= kMaxMembers) return call.Error(kNoQuota);
  image->members[member] = {kReceiveWaiting, call.world->now(), call.world->now()};
  return call.Ok();
}

Response ListImageMembers(const Call& call) {
  CustomImage* image = nullptr;
  if (const auto error = FindOwn(call, call.id, &image)) return call.Error(*error);
  std::vector<MemberRow> members;
  for (const auto& [member_id, member] : image->members) members.push_back({image->id, member_id, member});
  std::vector<const MemberRow*> rows;
  rows.reserve(members.size());
  for (const MemberRow& member : members) rows.push_back(&member);
  // Alone of all answers it has no request_id (the vendor's API reference).
  return MarkedPage(call, {"members", kMaxMemberPage, kMaxMemberPage, false, false}, rows, &MarkerOf,
                    &WriteMember);
}

Response DeleteImageMember(const Call& call) {
  CustomImage* image = nullptr;
  if (const auto error = FindOwn(call, call.parent_id, &image)) return call.Error(*error);
  if (!IsProjectId(call.id)) return call.Error(kBadProjectId);
  // Unverified: the code of a project that the image is not shared with.
  return image->members.erase(call.id) > 0 ? call.Ok() : call.Error(kNoImage);
}

Response UpdateImageMember(const Call& call) {
  if (!IsId(call.id)) return call.Error(kBadImageId);
  CustomImage* const image = call.world->images().Find(call.id);
  if (image == nullptr || image->members.count(call.project_id) == 0) return call.Error(kNoImage);
  rapidjson::Document body;
  const std::string status = ReadObject(*call.body, &body) ? TextMember(body, "status").value_or("") : "";
  if (status != "accepted" && status != "rejected") return call.Error(kBadStatus);
  ImageMember& member = image->members[call.project_id];
  member.status = status == "accepted" ? kReceiveAccepted : kReceiveRejected;
  member.update_time = call.world->now();
  return call.Ok();
}

}  // namespace cloudphone::simulator
