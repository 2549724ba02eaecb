#ifndef CLOUDPHONE_ADAPTERS_CPH_BINDING_CALL_BINDING_H_
#define CLOUDPHONE_ADAPTERS_CPH_BINDING_CALL_BINDING_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "adapters/cph/binding/message_plan.h"
#include "adapters/cph/binding/target_plan.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// A piece of a path: fixed text, the account's project id, or a request field.
struct PathPiece {
  std::string text;
  bool is_project_id = false;
  const FieldPlan* field = nullptr;
};

// Everything that one RPC needs to become an HTTP exchange and back. Constant after the start; any thread.
struct CallBinding {
  const google::protobuf::MethodDescriptor* method = nullptr;
  rest::v1::Call call;  // The option itself, for what is used as it stands: operation, effect, budget.
  rest::v1::Kind kind = rest::v1::KIND_UNSPECIFIED;
  int index = 0;  // Place in the table.

  std::string http_method;
  bool is_billing = false;  // A call of the billing service, else of the phones'.
  std::vector<PathPiece> path;
  const MessagePlan* request = nullptr;
  const google::protobuf::Message* request_prototype = nullptr;

  // The answer: the plan of the top-level object, and the response field that takes it (null: the response
  // itself). With JOBS_ONE the object is a Job, and the field the JobGroup that it is put into.
  const MessagePlan* answer = nullptr;
  const google::protobuf::Message* response_prototype = nullptr;
  const google::protobuf::FieldDescriptor* into = nullptr;

  // Request fields that fill the query, and whether any goes into a body.
  std::vector<const FieldPlan*> query;
  bool has_body = false;

  // Paging, where the call has it (call.has_paging()): the request's page_size and page_token, the response's
  // next_page_token and its rows.
  const google::protobuf::FieldDescriptor* page_size = nullptr;
  const google::protobuf::FieldDescriptor* page_token = nullptr;
  const google::protobuf::FieldDescriptor* next_page_token = nullptr;
  const google::protobuf::FieldDescriptor* rows = nullptr;
  const google::protobuf::FieldDescriptor* total = nullptr;
  // The filter one of whose values is several of the vendor's, walked value by value; or null.
  const FieldPlan* walked = nullptr;

  // Batches: the ways to name their targets, of which a request uses one, and where the answer accounts for
  // them.
  std::vector<TargetPlan> targets;
  TargetAnswer target_answer;
  // "Only check": the request's validate_only, where it has one.
  const google::protobuf::FieldDescriptor* validate_only = nullptr;

  bool is_write() const { return call.effect() != rest::v1::EFFECT_READ; }
  // Whether the answer says what became of each thing that the request names.
  bool accounts_for_targets() const {
    return !targets.empty() || call.answer().jobs() != rest::v1::JOBS_UNSPECIFIED;
  }
  bool pages_by_marker() const { return call.paging().style() == rest::v1::Paging::STYLE_MARKER; }
  // Whether the vendor gives all rows at once and the page is cut out of them here.
  bool pages_here() const { return call.paging().style() == rest::v1::Paging::STYLE_WHOLE; }
  // The default when the caller sets no deadline.
  absl::Duration default_timeout() const {
    return absl::Seconds(call.timeout_s() > 0 ? call.timeout_s() : 30);
  }
};

// The bindings of all RPCs that one upstream call serves, and the plans of the requests of those that are
// composed in code. Compiled once at the start; constant afterwards; any thread.
class BindingTable {
 public:
  // Compiles every RPC of the services. The first one that does not fit is InvalidArgument with its full name
  // and what is wrong.
  static absl::StatusOr<std::unique_ptr<BindingTable>> Compile(
      absl::Span<const google::protobuf::ServiceDescriptor* const> services);

  // The binding of the RPC whose request is `request`, or null for an RPC without one: request messages are
  // unique.
  const CallBinding* Find(const google::protobuf::Descriptor* request) const;
  template <typename Request>
  const CallBinding& Get() const {
    return *Find(Request::descriptor());
  }

  // How the fields of `request` are checked, for any RPC of the services.
  const MessagePlan* RequestPlan(const google::protobuf::Descriptor* request) const;

  const std::vector<std::unique_ptr<CallBinding>>& calls() const { return calls_; }

 private:
  absl::Status AddMethod(const google::protobuf::MethodDescriptor* method);

  PlanSet plans_;
  std::vector<std::unique_ptr<CallBinding>> calls_;
  absl::flat_hash_map<const google::protobuf::Descriptor*, const CallBinding*> by_request_;
  absl::flat_hash_map<const google::protobuf::Descriptor*, const MessagePlan*> request_plans_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_BINDING_CALL_BINDING_H_
