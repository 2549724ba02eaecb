#include "service/simulator/id_list.h"

#include "service/simulator/http/request_body.h"

namespace cloudphone::simulator {

absl::optional<VendorError> ReadIds(const rapidjson::Value& body, const IdListRule& rule,
                                    std::vector<std::string>* ids) {
  const rapidjson::Value* const list = FindMember(body, rule.member);
  if (list == nullptr) return rule.empty;
  if (!list->IsArray()) return rule.bad;
  if (list->Empty()) return rule.empty;
  if (list->Size() > rule.max) return rule.many;
  for (const rapidjson::Value& id : list->GetArray()) {
    if (!id.IsString()) return rule.bad;
    ids->emplace_back(ViewOf(id));
  }
  return absl::nullopt;
}

}  // namespace cloudphone::simulator
