#include "adapters/cph/json/json_reader.h"

#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/json/field_store.h"
#include "adapters/cph/text/utf8.h"
#include "rapidjson/error/en.h"
#include "rapidjson/reader.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

constexpr int kNoRank = 127;

// One object or array that is open and that is not skipped.
struct Frame {
  enum class Kind { kObject, kArray, kMap, kPageInfo };
  Kind kind = Kind::kObject;
  const MessagePlan* plan = nullptr;
  Message* message = nullptr;
  // The field that the next value is for; of an array or map, the field that it is.
  const FieldPlan* field = nullptr;
  const KeyPlan* key = nullptr;
  size_t predicted = 0;  // Index of the key that is likely next.
  std::string* envelope = nullptr;
  bool page_info = false;            // The next value is the top-level page_info.
  std::string map_key;
  std::string error_code;
  std::string error_message;
  absl::InlinedVector<int, 4> ranks;  // By FieldPlan::alias_slot: which name filled the field, or kNoRank.
};

class JsonHandler : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, JsonHandler> {
 public:
  JsonHandler(const MessagePlan& plan, MakeError make_error, Message* message, JsonEnvelope* envelope)
      : plan_(plan), make_error_(make_error), message_(message), envelope_(envelope) {
    frames_.resize(8);
  }

  bool Null() { return AfterSkipped() || !Empty() || Fail("the answer is not an object"); }
  bool Bool(bool value) { return Scalar(ScalarKind::kBool, value ? "true" : "false"); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    return Scalar(ScalarKind::kNumber, {text, size});
  }
  bool String(const char* text, rapidjson::SizeType size, bool) {
    return Scalar(ScalarKind::kText, {text, size});
  }

  bool Key(const char* text, rapidjson::SizeType size, bool);
  bool StartObject();
  bool EndObject(rapidjson::SizeType);
  bool StartArray();
  bool EndArray(rapidjson::SizeType);

  std::string TakeProblem() { return std::move(problem_); }

 private:
  bool Empty() const { return size_ == 0; }
  Frame& top() { return frames_[size_ - 1]; }

  bool Fail(std::string what) {
    problem_ = std::move(what);
    return false;
  }
  bool WrongType(const FieldPlan& plan) {
    return Fail(absl::StrCat(plan.field->full_name(), " has the wrong type"));
  }

  // Whether the value that just came was one to skip.
  bool AfterSkipped() {
    if (!skip_next_ && skip_depth_ == 0) return false;
    skip_next_ = false;
    return true;
  }
  bool Deeper() {
    return ++depth_ <= kMaxJsonDepth || Fail(absl::StrCat("it is nested deeper than ", kMaxJsonDepth));
  }
  // Whether the object or array that just began is one to skip.
  bool BeginSkipped() {
    if (skip_depth_ == 0 && !skip_next_) return false;
    skip_next_ = false;
    ++skip_depth_;
    return true;
  }

  void Push(Frame::Kind kind, const MessagePlan* plan, Message* message, const FieldPlan* field);
  const KeyPlan* Predict(absl::string_view name);
  bool EnvelopeKey(absl::string_view name);
  bool Scalar(ScalarKind kind, absl::string_view text);
  // Notes that a name fills the field of `frame`, clearing what a lesser name put there.
  void Claim(Frame& frame);
  void FinishErrors(Frame& frame);

  const MessagePlan& plan_;
  const MakeError make_error_;
  Message* const message_;
  JsonEnvelope* const envelope_;
  std::vector<Frame> frames_;  // The first size_ are open; the rest keep their memory for the next object.
  size_t size_ = 0;
  int depth_ = 0;
  int skip_depth_ = 0;
  bool skip_next_ = false;
  std::string problem_;
};

void JsonHandler::Push(Frame::Kind kind, const MessagePlan* plan, Message* message, const FieldPlan* field) {
  if (size_ == frames_.size()) frames_.emplace_back();
  Frame& frame = frames_[size_++];
  frame.kind = kind;
  frame.plan = plan;
  frame.message = message;
  frame.field = field;
  frame.key = nullptr;
  frame.predicted = 0;
  frame.envelope = nullptr;
  frame.page_info = false;
  if (plan != nullptr) frame.ranks.assign(plan->alias_slots, kNoRank);
}

// The vendor writes the keys of one type in one order, which the .proto follows: try the next before hashing.
const KeyPlan* JsonHandler::Predict(absl::string_view name) {
  Frame& frame = top();
  const std::vector<KeyPlan>& keys = frame.plan->keys;
  if (frame.predicted < keys.size() && keys[frame.predicted].name == name) return &keys[frame.predicted++];
  const auto found = frame.plan->key_index.find(name);
  if (found == frame.plan->key_index.end()) return nullptr;
  frame.predicted = static_cast<size_t>(found->second) + 1;
  return &keys[found->second];
}

bool JsonHandler::EnvelopeKey(absl::string_view name) {
  if (size_ != 1) return false;
  Frame& frame = top();
  if (name == "request_id") frame.envelope = &envelope_->request_id;
  if (name == "error_code") frame.envelope = &envelope_->error_code;
  if (name == "error_msg") frame.envelope = &envelope_->error_message;
  frame.page_info = name == "page_info";
  return frame.envelope != nullptr || frame.page_info;
}

bool JsonHandler::Key(const char* text, rapidjson::SizeType size, bool) {
  if (skip_depth_ > 0) return true;
  Frame& frame = top();
  const absl::string_view name(text, size);
  if (frame.kind == Frame::Kind::kMap) {
    frame.map_key.assign(text, size);
    return true;
  }
  frame.envelope = nullptr;
  frame.page_info = false;
  if (frame.kind == Frame::Kind::kPageInfo) {
    if (name == "next_marker") frame.envelope = &envelope_->next_marker;
    skip_next_ = frame.envelope == nullptr;
    return true;
  }
  frame.key = Predict(name);
  if (frame.key == nullptr) {
    if (EnvelopeKey(name)) return true;
    ++envelope_->unknown_fields;
    skip_next_ = true;
    return true;
  }
  frame.field = &frame.plan->fields[frame.key->field];
  const int slot = frame.field->alias_slot;
  if (slot >= 0 && frame.ranks[slot] < frame.key->rank) skip_next_ = true;
  return true;
}

void JsonHandler::Claim(Frame& frame) {
  const int slot = frame.kind == Frame::Kind::kObject ? frame.field->alias_slot : -1;
  if (slot < 0) return;
  if (frame.ranks[slot] != kNoRank)
    frame.message->GetReflection()->ClearField(frame.message, frame.field->field);
  frame.ranks[slot] = frame.key->rank;
}

bool JsonHandler::Scalar(ScalarKind kind, absl::string_view text) {
  if (AfterSkipped()) return true;
  if (Empty()) return Fail("the answer is not an object");
  Frame& frame = top();
  if (frame.envelope != nullptr) {
    frame.envelope->assign(text.data(), text.size());
    return true;
  }
  if (frame.page_info) return Fail("page_info is no object");
  if (frame.kind == Frame::Kind::kMap) {
    StoreMapEntry(frame.map_key, text, *frame.field, frame.message);
    return true;
  }
  if (frame.kind == Frame::Kind::kObject && frame.key->role != KeyPlan::Role::kField) {
    std::string& part = frame.key->role == KeyPlan::Role::kErrorCode ? frame.error_code : frame.error_message;
    part.assign(text.data(), text.size());
    return true;
  }
  if (text.empty() && frame.kind == Frame::Kind::kObject) return true;
  if (frame.field->repeated() != (frame.kind == Frame::Kind::kArray)) return WrongType(*frame.field);
  Claim(frame);
  return StoreScalar(kind, text, *frame.field, frame.message) || WrongType(*frame.field);
}

bool JsonHandler::StartObject() {
  if (!Deeper()) return false;
  if (BeginSkipped()) return true;
  if (Empty()) {
    Push(Frame::Kind::kObject, &plan_, message_, nullptr);
    return true;
  }
  Frame& frame = top();
  if (frame.envelope != nullptr || frame.kind == Frame::Kind::kMap)
    return Fail("an object stands where a text belongs");
  if (frame.page_info) {
    Push(Frame::Kind::kPageInfo, nullptr, nullptr, nullptr);
    return true;
  }
  const FieldPlan* field = frame.field;
  if (frame.kind == Frame::Kind::kObject && frame.key->role != KeyPlan::Role::kField)
    return WrongType(*field);
  if (field->repeated() != (frame.kind == Frame::Kind::kArray)) return WrongType(*field);
  if (field->shape == FieldShape::kTextMap) {
    Claim(frame);
    Push(Frame::Kind::kMap, nullptr, frame.message, field);
    return true;
  }
  if (field->shape != FieldShape::kMessage) return WrongType(*field);
  Claim(frame);
  const auto* reflection = frame.message->GetReflection();
  Message* child = field->repeated() ? reflection->AddMessage(frame.message, field->field)
                                     : reflection->MutableMessage(frame.message, field->field);
  Push(Frame::Kind::kObject, field->message, child, nullptr);
  return true;
}

void JsonHandler::FinishErrors(Frame& frame) {
  if (!frame.error_code.empty() && frame.plan->error_field >= 0) {
    const FieldPlan& field = frame.plan->fields[frame.plan->error_field];
    Message* error = frame.message->GetReflection()->MutableMessage(frame.message, field.field);
    *static_cast<google::rpc::Status*>(error) =
        make_error_(frame.error_code, frame.error_message, *frame.message);
  }
  frame.error_code.clear();
  frame.error_message.clear();
}

bool JsonHandler::EndObject(rapidjson::SizeType) {
  --depth_;
  if (skip_depth_ > 0) {
    --skip_depth_;
    return true;
  }
  if (top().kind == Frame::Kind::kObject) FinishErrors(top());
  --size_;
  return true;
}

bool JsonHandler::StartArray() {
  if (!Deeper()) return false;
  if (BeginSkipped()) return true;
  if (Empty()) return Fail("the answer is not an object");
  Frame& frame = top();
  if (frame.kind != Frame::Kind::kObject || frame.envelope != nullptr || frame.page_info ||
      !frame.field->repeated()) {
    return Fail("a list stands where none belongs");
  }
  Claim(frame);
  Push(Frame::Kind::kArray, nullptr, frame.message, frame.field);
  return true;
}

bool JsonHandler::EndArray(rapidjson::SizeType) {
  --depth_;
  if (skip_depth_ > 0) {
    --skip_depth_;
    return true;
  }
  --size_;
  return true;
}

}  // namespace

std::string ReadJson(std::string* body, const MessagePlan& plan, MakeError make_error, Message* message,
                     JsonEnvelope* envelope) {
  if (!IsUtf8(*body)) return "broken UTF-8";  // Eight bytes at a time; the parser looks at each.
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::InsituStringStream stream(&(*body)[0]);
  rapidjson::Reader reader;
  JsonHandler handler(plan, make_error, message, envelope);
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, handler);
  if (std::string problem = handler.TakeProblem(); !problem.empty()) return problem;
  if (!result) return absl::StrCat("broken JSON: ", rapidjson::GetParseError_En(result.Code()));
  // The parser stops at a byte of zero; nothing may stand behind it.
  return stream.Tell() == body->size() ? "" : "broken JSON: a zero byte in the text";
}

}  // namespace cloudphone
