#include "service/serving/config/yaml_tree.h"

#include <exception>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "yaml-cpp/eventhandler.h"
#include "yaml-cpp/exceptions.h"
#include "yaml-cpp/mark.h"
#include "yaml-cpp/parser.h"

// The one file that knows yaml-cpp, which tells faults by exceptions.

namespace cloudphone {
namespace {

constexpr size_t kMaxDepth = 16;

// Builds the tree from the parser's events. After the first fault it lets the others pass.
class TreeBuilder final : public YAML::EventHandler {
 public:
  bool has_fault() const { return !fault_.empty(); }
  const std::string& fault() const { return fault_; }
  int fault_line() const { return fault_line_; }
  YamlNode TakeRoot() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Place(Begin(YamlNode::Kind::kNothing, mark, "?", anchor));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Fault(mark, "an alias is not taken"); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    YamlNode node = Begin(YamlNode::Kind::kScalar, mark, tag, anchor);
    node.text = value;
    node.quoted = tag == "!";
    Place(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(Begin(YamlNode::Kind::kList, mark, tag, anchor), mark);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(Begin(YamlNode::Kind::kMap, mark, tag, anchor), mark);
  }
  void OnMapEnd() override { Close(); }

 private:
  void Fault(const YAML::Mark& mark, absl::string_view what) {
    if (has_fault()) return;
    fault_ = std::string(what);
    fault_line_ = mark.line + 1;
  }

  // The parser says "?" of what has no tag and "!" of quoted text.
  YamlNode Begin(YamlNode::Kind kind, const YAML::Mark& mark, absl::string_view tag, YAML::anchor_t anchor) {
    if (anchor != 0) Fault(mark, "an anchor is not taken");
    if (tag != "?" && tag != "!" && !tag.empty()) Fault(mark, "a tag is not taken");
    if (kind != YamlNode::Kind::kScalar && AwaitsKey()) Fault(mark, "a key is not plain text");
    YamlNode node;
    node.kind = kind;
    node.line = mark.line + 1;
    return node;
  }

  bool AwaitsKey() const {
    return !open_.empty() && open_.back().kind == YamlNode::Kind::kMap &&
           open_.back().keys.size() == open_.back().items.size();
  }

  void Place(YamlNode node) {
    if (has_fault()) return;
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (AwaitsKey()) {
      open_.back().keys.push_back(std::move(node));
    } else {
      // The parser finds the lack of a value only at what comes after it.
      if (node.kind == YamlNode::Kind::kNothing && !open_.back().keys.empty())
        node.line = open_.back().keys.back().line;
      open_.back().items.push_back(std::move(node));
    }
  }

  void Open(YamlNode node, const YAML::Mark& mark) {
    if (open_.size() == kMaxDepth) Fault(mark, "nested too deep");
    if (!has_fault()) open_.push_back(std::move(node));
  }

  void Close() {
    if (has_fault()) return;
    YamlNode node = std::move(open_.back());
    open_.pop_back();
    Place(std::move(node));
  }

  YamlNode root_;
  std::vector<YamlNode> open_;  // From the root inwards.
  std::string fault_;
  int fault_line_ = 0;
};

absl::Status FaultStatus(absl::string_view file, int line, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(file, ":", line, ": ", what));
}

}  // namespace

absl::StatusOr<YamlNode> ParseYaml(absl::string_view file, const std::string& text) {
  TreeBuilder builder;
  TreeBuilder next;
  bool found = false;
  bool found_next = false;
  absl::Status syntax;
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    found = parser.HandleNextDocument(builder);
    found_next = found && !builder.has_fault() && parser.HandleNextDocument(next);
  } catch (const YAML::Exception& error) {
    syntax = FaultStatus(file, error.mark.line + 1, error.msg);
  } catch (const std::exception& error) {
    syntax = absl::InvalidArgumentError(absl::StrCat(file, ": cannot be read as YAML"));
  }
  // Goes before what the parser says: past our own depth it gives up with words that help nobody.
  if (builder.has_fault()) return FaultStatus(file, builder.fault_line(), builder.fault());
  if (!syntax.ok()) return syntax;
  if (!found) return absl::InvalidArgumentError(absl::StrCat(file, ": is empty"));
  YamlNode root = builder.TakeRoot();
  if (found_next) return FaultStatus(file, next.TakeRoot().line, "a second document begins; one is taken");
  return root;
}

}  // namespace cloudphone
