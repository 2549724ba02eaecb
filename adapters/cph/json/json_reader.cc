#include "adapters/cph/json/json_reader.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/cph/json/field_store.h"
#include "adapters/cph/json/json_frame.h"
#include "adapters/cph/text/utf8.h"
#include "rapidjson/error/en.h"
#include "rapidjson/memorystream.h"
#include "rapidjson/reader.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

// Puts the events of a JSON parser into a message, by the tables of its plan. Used once.
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
  bool EndArray(rapidjson::SizeType) { return End(); }

  // Reads an answer; see ReadJson for the rest. `body` is UTF-8.
  std::string Read(std::string* body);

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

  // Ends the innermost object or array.
  bool End() {
    --depth_;
    if (skip_depth_ > 0) {
      --skip_depth_;
    } else {
      --size_;
    }
    return true;
  }

  bool SkipsInMap(const Frame& frame);
  bool OtherKey(Frame& frame, absl::string_view name);
  bool StoreOther(ScalarKind kind, absl::string_view text, const Frame& frame);
  bool ReadInner(absl::string_view text, const Frame& frame);
  void Push(Frame::Kind kind, const MessagePlan* plan, Message* message, const FieldPlan* field) {
    if (size_ == frames_.size()) frames_.emplace_back();
    frames_[size_++].Open(kind, plan, message, field);
  }
  bool EnvelopeKey(absl::string_view name);
  bool Scalar(ScalarKind kind, absl::string_view text);
  void FinishErrors(Frame& frame);

  const MessagePlan& plan_;
  const MakeError make_error_;
  Message* const message_;
  JsonEnvelope* const envelope_;
  std::vector<Frame> frames_;  // The first size_ are open; the rest keep their memory for the next object.
  size_t size_ = 0;
  bool inner_ = false;  // Reads an object in a text, which has no envelope.
  int depth_ = 0;
  int skip_depth_ = 0;
  bool skip_next_ = false;
  std::string problem_;
};

bool JsonHandler::EnvelopeKey(absl::string_view name) {
  if (size_ != 1 || inner_) return false;
  Frame& frame = top();
  if (name == "request_id") frame.envelope = &envelope_->request_id;
  if (name == "error_code") frame.envelope = &envelope_->error_code;
  if (name == "error_msg") frame.envelope = &envelope_->error_message;
  frame.page_info = name == "page_info";
  return frame.envelope != nullptr || frame.page_info;
}

// A key of an object that is no message.
bool JsonHandler::OtherKey(Frame& frame, absl::string_view name) {
  switch (frame.kind) {
    case Frame::Kind::kMap:
      frame.map_key.assign(name.data(), name.size());
      return true;
    case Frame::Kind::kPageInfo:
      frame.envelope = name == "next_marker" ? &envelope_->next_marker : nullptr;
      skip_next_ = frame.envelope == nullptr;
      return true;
    default:
      skip_next_ = name != frame.field->item;
      if (skip_next_) ++envelope_->unknown_fields;
      return true;
  }
}

bool JsonHandler::Key(const char* text, rapidjson::SizeType size, bool) {
  if (skip_depth_ > 0) return true;
  Frame& frame = top();
  const absl::string_view name(text, size);
  if (frame.kind != Frame::Kind::kObject) return OtherKey(frame, name);
  frame.envelope = nullptr;
  frame.page_info = false;
  frame.key = frame.FindKey(name);
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
  if (text.empty() && frame.kind != Frame::Kind::kArray) return true;
  frame.Claim();
  const bool fits = frame.field->repeated() == frame.in_list();
  return (fits && StoreScalar(kind, text, *frame.field, frame.message)) || StoreOther(kind, text, frame) ||
         WrongType(*frame.field);
}

// A scalar that stands for more than a scalar: a list or an object, in a text.
bool JsonHandler::StoreOther(ScalarKind kind, absl::string_view text, const Frame& frame) {
  const FieldPlan& field = *frame.field;
  if (frame.in_list()) return false;
  if (field.repeated()) return StoreListText(text, field, frame.message);
  return kind == ScalarKind::kText && field.form == rest::v1::FORM_JSON_TEXT && field.message != nullptr &&
         ReadInner(text, frame);
}

// Reads the object that a text holds, as leniently as a map in a text (StoreMapText). What is wrong in it is
// told by its field.
bool JsonHandler::ReadInner(absl::string_view text, const Frame& frame) {
  // A byte of zero would end the parse early: such text is no JSON.
  if (text.find('\0') != absl::string_view::npos) return false;
  Message* message = frame.message->GetReflection()->MutableMessage(frame.message, frame.field->field);
  JsonHandler handler(*frame.field->message, make_error_, message, envelope_);
  handler.inner_ = true;
  handler.depth_ = depth_;  // Texts in texts count as nested.
  constexpr unsigned kFlags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag |
                              rapidjson::kParseTrailingCommasFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  return !reader.Parse<kFlags>(stream, handler).IsError();
}

// Whether what just began is nested in a map that may hold such things: it is passed over, as in a map in a
// text.
bool JsonHandler::SkipsInMap(const Frame& frame) {
  if (frame.kind != Frame::Kind::kMap || frame.field->form != rest::v1::FORM_JSON_TEXT) return false;
  ++skip_depth_;
  return true;
}

bool JsonHandler::StartObject() {
  if (!Deeper()) return false;
  if (BeginSkipped()) return true;
  if (Empty()) {
    Push(Frame::Kind::kObject, &plan_, message_, nullptr);
    return true;
  }
  Frame& frame = top();
  if (SkipsInMap(frame)) return true;
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
  frame.Claim();
  if (field->shape == FieldShape::kTextMap || !field->item.empty()) {
    Push(field->item.empty() ? Frame::Kind::kMap : Frame::Kind::kItem, nullptr, frame.message, field);
    return true;
  }
  if (field->shape != FieldShape::kMessage) return WrongType(*field);
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
  if (skip_depth_ == 0 && top().kind == Frame::Kind::kObject) FinishErrors(top());
  return End();
}

bool JsonHandler::StartArray() {
  if (!Deeper()) return false;
  if (BeginSkipped()) return true;
  if (Empty()) return Fail("the answer is not an object");
  Frame& frame = top();
  if (SkipsInMap(frame)) return true;
  if (frame.kind != Frame::Kind::kObject || frame.envelope != nullptr || frame.page_info ||
      !frame.field->repeated()) {
    return Fail("a list stands where none belongs");
  }
  frame.Claim();
  Push(Frame::Kind::kArray, nullptr, frame.message, frame.field);
  return true;
}

std::string JsonHandler::Read(std::string* body) {
  constexpr unsigned kFlags = rapidjson::kParseInsituFlag | rapidjson::kParseNumbersAsStringsFlag;
  rapidjson::InsituStringStream stream(&(*body)[0]);
  rapidjson::Reader reader;
  const rapidjson::ParseResult result = reader.Parse<kFlags>(stream, *this);
  if (!problem_.empty()) return std::move(problem_);
  if (!result) return absl::StrCat("broken JSON: ", rapidjson::GetParseError_En(result.Code()));
  // The parser stops at a byte of zero; nothing may stand behind it.
  return stream.Tell() == body->size() ? "" : "broken JSON: a zero byte in the text";
}

}  // namespace

std::string ReadJson(std::string* body, const MessagePlan& plan, MakeError make_error, Message* message,
                     JsonEnvelope* envelope) {
  if (!IsUtf8(*body)) return "broken UTF-8";  // Eight bytes at a time; the parser looks at each.
  return JsonHandler(plan, make_error, message, envelope).Read(body);
}

}  // namespace cloudphone
