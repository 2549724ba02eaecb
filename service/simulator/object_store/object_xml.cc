#include "service/simulator/object_store/object_xml.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace cloudphone::simulator {
namespace {

// What stands in the first element of that name; cuts `xml` behind it. Nothing where there is none.
absl::optional<absl::string_view> NextElement(absl::string_view name, absl::string_view* xml) {
  const std::string begin_tag = absl::StrCat("<", name, ">");
  const std::string end_tag = absl::StrCat("</", name, ">");
  const size_t begin = xml->find(begin_tag);
  if (begin == absl::string_view::npos) return absl::nullopt;
  const size_t end = xml->find(end_tag, begin);
  if (end == absl::string_view::npos) return absl::nullopt;
  const absl::string_view inside = xml->substr(begin + begin_tag.size(), end - begin - begin_tag.size());
  xml->remove_prefix(end + end_tag.size());
  return inside;
}

}  // namespace

XmlAnswer::XmlAnswer(absl::string_view root, bool has_namespace)
    : text_(absl::StrCat("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<", root,
                         has_namespace ? " xmlns=\"http://obs.myhwclouds.com/doc/2015-06-30/\"" : "", ">")),
      open_({std::string(root)}) {}

void XmlAnswer::Text(absl::string_view name, absl::string_view value) {
  Begin(name);
  Content(value);
  End();
}

void XmlAnswer::Content(absl::string_view value) {
  text_ += absl::StrReplaceAll(value, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

void XmlAnswer::Number(absl::string_view name, uint64_t value) { Text(name, absl::StrCat(value)); }

void XmlAnswer::Time(absl::string_view name, absl::Time value) {
  Text(name, absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", value, absl::UTCTimeZone()));
}

void XmlAnswer::Etag(absl::string_view value) { Text("ETag", absl::StrCat("\"", value, "\"")); }

void XmlAnswer::Begin(absl::string_view name) {
  absl::StrAppend(&text_, "<", name, ">");
  open_.emplace_back(name);
}

void XmlAnswer::End() {
  absl::StrAppend(&text_, "</", open_.back(), ">");
  open_.pop_back();
}

std::string XmlAnswer::Take() {
  while (!open_.empty()) End();
  return std::move(text_);
}

// A client writes exactly this; attributes, comments and other namespaces are no part of it.
absl::optional<std::vector<NamedPart>> ReadNamedParts(absl::string_view xml) {
  const absl::optional<absl::string_view> all = NextElement("CompleteMultipartUpload", &xml);
  if (!all.has_value()) return absl::nullopt;
  absl::string_view rest = *all;
  std::vector<NamedPart> parts;
  while (const absl::optional<absl::string_view> element = NextElement("Part", &rest)) {
    NamedPart part;
    absl::string_view inside = *element;
    const absl::optional<absl::string_view> number = NextElement("PartNumber", &inside);
    inside = *element;
    const absl::optional<absl::string_view> etag = NextElement("ETag", &inside);
    if (!number.has_value() || !etag.has_value() || !absl::SimpleAtoi(*number, &part.number))
      return absl::nullopt;
    part.etag =
        absl::StrReplaceAll(absl::StripAsciiWhitespace(*etag), {{"\"", ""}, {"&quot;", ""}, {"&#34;", ""}});
    parts.push_back(std::move(part));
  }
  if (parts.empty()) return absl::nullopt;
  return parts;
}

}  // namespace cloudphone::simulator
