#include "service/serving/config/config_reader.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cloudphone/config/v1/account.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "service/serving/config/scalar_field.h"
#include "service/serving/config/yaml_tree.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

constexpr char kSecretText[] =
    "a secret is never written into the configuration: give the key file or environment";

bool IsSecret(const Descriptor* type) { return type == config::v1::Secret::descriptor(); }

std::string KeysOf(const Descriptor* type) {
  std::vector<absl::string_view> names;
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  return absl::StrJoin(names, ", ");
}

// Walks the tree and the message's descriptor side by side. The depth is that of the message type, and that
// of the tree is bounded.
class Reader {
 public:
  explicit Reader(absl::string_view file) { lines_.file = std::string(file); }

  ConfigLines TakeLines() { return std::move(lines_); }

  absl::Status ReadMessage(const YamlNode& node, const std::string& path, Message* message) {
    const Descriptor* const type = message->GetDescriptor();
    if (type == google::protobuf::Duration::descriptor())
      return Wrong(node, path, SetDuration(node, message));
    if (node.kind != YamlNode::Kind::kMap) {
      if (IsSecret(type)) return Wrong(node, path, kSecretText);
      return Wrong(node, path, absl::StrCat("needs keys of its own: ", KeysOf(type)));
    }
    for (size_t i = 0; i < node.keys.size(); ++i) {
      const YamlNode& key = node.keys[i];
      const std::string key_path = path.empty() ? key.text : absl::StrCat(path, ".", key.text);
      const FieldDescriptor* const field = type->FindFieldByName(key.text);
      if (field == nullptr) return Wrong(key, key_path, IsSecret(type) ? kSecretText : "no such key");
      if (absl::Status status = Enter(key, key_path); !status.ok()) return status;
      if (absl::Status status = CheckAlone(key, key_path, *message, field); !status.ok()) return status;
      if (absl::Status status = ReadField(node.items[i], key_path, message, field); !status.ok())
        return status;
    }
    return absl::OkStatus();
  }

 private:
  // Nothing is wrong when `what` is empty.
  absl::Status Wrong(const YamlNode& node, absl::string_view path, absl::string_view what) const {
    if (what.empty()) return absl::OkStatus();
    const absl::string_view separator = path.empty() ? "" : ": ";
    return absl::InvalidArgumentError(absl::StrCat(lines_.file, ":", node.line, ": ", path, separator, what));
  }

  absl::Status Enter(const YamlNode& key, const std::string& path) {
    const auto [known, is_new] = lines_.lines.emplace(path, key.line);
    if (is_new) return absl::OkStatus();
    return Wrong(key, path, absl::StrCat("given before, in line ", known->second));
  }

  absl::Status CheckAlone(const YamlNode& key, absl::string_view path, const Message& message,
                          const FieldDescriptor* field) const {
    const auto* const oneof = field->real_containing_oneof();
    if (oneof == nullptr || !message.GetReflection()->HasOneof(message, oneof)) return absl::OkStatus();
    const FieldDescriptor* const other = message.GetReflection()->GetOneofFieldDescriptor(message, oneof);
    return Wrong(key, path, absl::StrCat("excludes ", other->name(), ", which is given too"));
  }

  absl::Status ReadField(const YamlNode& node, const std::string& path, Message* message,
                         const FieldDescriptor* field) {
    if (node.kind == YamlNode::Kind::kNothing) return Wrong(node, path, "has no value");
    if (field->is_map()) return ReadMap(node, path, message, field);
    if (!field->is_repeated()) return ReadValue(node, path, message, field);
    if (node.kind != YamlNode::Kind::kList) return Wrong(node, path, "is no list");
    for (size_t i = 0; i < node.items.size(); ++i) {
      const std::string item_path = absl::StrCat(path, "[", i, "]");
      lines_.lines.emplace(item_path, node.items[i].line);
      if (node.items[i].kind == YamlNode::Kind::kNothing)
        return Wrong(node.items[i], item_path, "has no value");
      if (absl::Status status = ReadValue(node.items[i], item_path, message, field); !status.ok())
        return status;
    }
    return absl::OkStatus();
  }

  absl::Status ReadMap(const YamlNode& node, const std::string& path, Message* message,
                       const FieldDescriptor* field) {
    if (node.kind != YamlNode::Kind::kMap) return Wrong(node, path, "is no map");
    for (size_t i = 0; i < node.keys.size(); ++i) {
      const std::string key_path = absl::StrCat(path, ".", node.keys[i].text);
      if (absl::Status status = Enter(node.keys[i], key_path); !status.ok()) return status;
      Message* const entry = message->GetReflection()->AddMessage(message, field);
      const Descriptor* const type = field->message_type();
      const std::string wrong = SetScalar(node.keys[i], entry, type->map_key());
      if (absl::Status status = Wrong(node.keys[i], key_path, wrong); !status.ok()) return status;
      if (absl::Status status = ReadField(node.items[i], key_path, entry, type->map_value()); !status.ok())
        return status;
    }
    return absl::OkStatus();
  }

  // One value of a field; appended where the field is repeated.
  absl::Status ReadValue(const YamlNode& node, const std::string& path, Message* message,
                         const FieldDescriptor* field) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
      return Wrong(node, path, SetScalar(node, message, field));
    const google::protobuf::Reflection* const reflection = message->GetReflection();
    Message* const value = field->is_repeated() ? reflection->AddMessage(message, field)
                                                : reflection->MutableMessage(message, field);
    return ReadMessage(node, path, value);
  }

  ConfigLines lines_;
};

}  // namespace

absl::StatusOr<ConfigLines> ReadConfig(absl::string_view file, const std::string& text, Message* message) {
  absl::StatusOr<YamlNode> root = ParseYaml(file, text);
  if (!root.ok()) return root.status();
  Reader reader(file);
  if (absl::Status status = reader.ReadMessage(*root, "", message); !status.ok()) return status;
  return reader.TakeLines();
}

}  // namespace cloudphone
