#include "service/gateway/rpc/watch_resources_stream.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "cloudphone/v1/phone_service.pb.h"
#include "cloudphone/v1/server_service.pb.h"
#include "service/gateway/resources/resource_hub.h"
#include "service/gateway/rpc/unsent_resources.h"
#include "service/gateway/rpc/watch_stream.h"

namespace cloudphone {
namespace {

using HubOf = ResourceHub& (Account::*)();

class WatchResourcesStream final : public WatchStream<UnsentResources>, public ResourceWatcher {
 public:
  WatchResourcesStream(const CallServices& services, const ResourceType& type, HubOf hub,
                       grpc::CallbackServerContext* context)
      : WatchStream(
            services,
            absl::StrCat("/", type.watch_method->service()->full_name(), "/", type.watch_method->name()),
            context, UnsentResources(type)),
        hub_of_(hub) {}

  // ResourceWatcher, on the hub's thread.
  void OnNews(const ResourceNews& news) override {
    Push([&](UnsentResources* unsent) { unsent->Add(news); });
  }
  void OnHeartbeat() override {
    Push([](UnsentResources* unsent) { unsent->Heartbeat(); });
  }
  void OnEnd(absl::Status status) override { End(status); }

 private:
  void Subscribe(Account* account, const google::protobuf::Message& request) override {
    hub_ = &(account->*hub_of_)();
    watch_ = hub_->Watch(FilterOf(hub_->type(), request), Looks::kAny,
                         std::static_pointer_cast<WatchResourcesStream>(shared_from_this()));
  }
  void Unsubscribe() override {
    if (hub_ != nullptr) hub_->Unwatch(watch_);
  }

  const HubOf hub_of_;
  ResourceHub* hub_ = nullptr;  // Of the account, once that is known.
  ResourceWatchId watch_ = 0;
};

template <typename Request>
grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatch(const CallServices& services, const ResourceType& type,
                                                       HubOf hub, grpc::CallbackServerContext* context,
                                                       const grpc::ByteBuffer& bytes) {
  const auto stream = std::make_shared<WatchResourcesStream>(services, type, hub, context);
  Request request;
  stream->Start(context, bytes, &request);
  return stream.get();
}

}  // namespace

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatchPhones(const CallServices& services,
                                                             grpc::CallbackServerContext* context,
                                                             const grpc::ByteBuffer* request) {
  return StartWatch<v1::WatchPhonesRequest>(services, PhoneResource(), &Account::phone_hub, context,
                                            *request);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* StartWatchServers(const CallServices& services,
                                                              grpc::CallbackServerContext* context,
                                                              const grpc::ByteBuffer* request) {
  return StartWatch<v1::WatchServersRequest>(services, ServerResource(), &Account::server_hub, context,
                                             *request);
}

}  // namespace cloudphone
