#include "service/gateway/accounts/cph_resource_source.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// The rows and messages are taken out of the response, which is used again: nothing is copied.
absl::StatusOr<ResourcePage> TakePage(const CallBinding& binding, const CallResult& result) {
  if (!result.status.ok()) return result.status;
  const auto* reflection = result.response->GetReflection();
  ResourcePage page;
  page.next_page_token = reflection->GetString(*result.response, binding.next_page_token);
  while (reflection->FieldSize(*result.response, binding.rows) > 0)
    page.rows.emplace_back(reflection->ReleaseLast(result.response, binding.rows));
  std::reverse(page.rows.begin(), page.rows.end());
  return page;
}

absl::StatusOr<SharedResource> TakeRow(const ResourceType& type, const CallBinding& binding,
                                       const CallResult& result) {
  if (!result.status.ok()) return result.status;
  std::unique_ptr<Message> row(
      result.response->GetReflection()->ReleaseMessage(result.response, binding.into));
  if (row == nullptr) return absl::DataLossError("the upstream's answer holds nothing");
  TrimToList(type, row.get());
  return SharedResource(std::move(row));
}

}  // namespace

template <typename Result>
void CphResourceSource::Call(std::shared_ptr<const Message> request, absl::Time deadline,
                             absl::AnyInvocable<absl::StatusOr<Result>(const CallBinding&, CallResult)> read,
                             absl::AnyInvocable<void(absl::StatusOr<Result>) &&> done) {
  const CallBinding* binding = client_->bindings().Find(request->GetDescriptor());
  // Shared: `done` is needed here as well when the call cannot be made.
  const auto shared_done =
      std::make_shared<absl::AnyInvocable<void(absl::StatusOr<Result>) &&>>(std::move(done));
  const auto call = client_->Call(
      std::move(request), deadline,
      [shared_done, binding, read = std::move(read)](CallResult result) mutable {
        std::move (*shared_done)(read(*binding, std::move(result)));
      },
      CphClient::Repeats::kNone);
  if (call.ok()) return;
  timers_->RunAt(timers_->Now(), [shared_done, status = call.status()] { std::move (*shared_done)(status); });
}

void CphResourceSource::ListPage(SharedFilter filter, std::string page_token, absl::Time deadline,
                                 PageDone done) {
  const CallBinding& binding = *client_->bindings().Find(filter->GetDescriptor());
  std::shared_ptr<Message> request(filter->New());
  request->CopyFrom(*filter);
  const auto* reflection = request->GetReflection();
  reflection->SetInt32(request.get(), binding.page_size, binding.call.paging().max());
  reflection->SetString(request.get(), binding.page_token, std::move(page_token));
  Call<ResourcePage>(std::move(request), deadline, &TakePage, std::move(done));
}

void CphResourceSource::Get(std::string id, absl::Time deadline, RowDone done) {
  std::shared_ptr<Message> request(type_.get_request->New());
  const auto* field = request->GetDescriptor()->FindFieldByName(type_.id->name());
  request->GetReflection()->SetString(request.get(), field, std::move(id));
  Call<SharedResource>(
      std::move(request), deadline,
      [type = &type_](const CallBinding& binding, const CallResult& result) {
        return TakeRow(*type, binding, result);
      },
      std::move(done));
}

}  // namespace cloudphone
