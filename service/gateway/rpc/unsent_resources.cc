#include "service/gateway/rpc/unsent_resources.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "service/gateway/rpc/wire_message.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::MessageFactory;

}  // namespace

void UnsentResources::Add(const ResourceNews& news) {
  heartbeat_ = false;
  for (const SharedResource& row : news.rows) Put({What::kRow, IdOf(*type_, *row), row});
  for (const std::string& id : news.left) Put({What::kLeft, id, nullptr});
  for (const std::string& id : news.deleted) Put({What::kDeleted, id, nullptr});
  if (std::exchange(snapshot_known_, true)) return;
  snapshot_end_ = taken_ + changes_.size();
  due_ = true;
}

void UnsentResources::Put(Change change) {
  const auto [place, is_new] = places_.emplace(change.id, taken_ + changes_.size());
  if (is_new) {
    changes_.push_back(std::move(change));
  } else {
    changes_[place->second - taken_] = std::move(change);
  }
}

void UnsentResources::Clear() {
  taken_ += changes_.size();
  changes_.clear();
  places_.clear();
  due_ = false;
  heartbeat_ = false;
}

ResourceMessage UnsentResources::Take() {
  const auto* descriptor = type_->watch_method->output_type();
  const std::unique_ptr<Message> response(
      MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
  MoveTo(response.get());
  due_ = false;
  synced_ = snapshot_known_ && taken_ >= snapshot_end_;
  const auto* reflection = response->GetReflection();
  reflection->SetBool(response.get(), descriptor->FindFieldByName("synced"), synced_);
  reflection->SetBool(response.get(), descriptor->FindFieldByName("heartbeat"),
                      std::exchange(heartbeat_, false));
  return ResourceMessage(SerializeMessage(*response));
}

void UnsentResources::MoveTo(Message* response) {
  const auto* fields = response->GetDescriptor();
  const auto* rows = fields->FindFieldByName(type_->plural);
  const auto* left = fields->FindFieldByName(absl::StrCat("left_", type_->name, "_ids"));
  const auto* deleted = fields->FindFieldByName(absl::StrCat("deleted_", type_->name, "_ids"));
  const auto* reflection = response->GetReflection();
  size_t bytes = 0;
  for (size_t count = 0; count < kMaxChangesInMessage && !changes_.empty(); ++count) {
    Change& change = changes_.front();
    bytes += change.row != nullptr ? change.row->ByteSizeLong() : change.id.size();
    if (count > 0 && bytes > kMaxBytesInMessage) return;
    places_.erase(change.id);
    if (change.what == What::kRow) {
      reflection->AddMessage(response, rows)->CopyFrom(*change.row);
    } else {
      reflection->AddString(response, change.what == What::kLeft ? left : deleted, std::move(change.id));
    }
    changes_.pop_front();
    ++taken_;
  }
}

}  // namespace cloudphone
