#include "adapters/cph/binding/request_place.h"

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

namespace cloudphone {
namespace {

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

bool IsText(FieldShape shape) {
  switch (shape) {
    case FieldShape::kText:
    case FieldShape::kBool:
    case FieldShape::kInt32:
    case FieldShape::kInt64:
    case FieldShape::kEnum:
    case FieldShape::kTimestamp:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool FitsPlace(const FieldPlan& field, Place place) {
  const bool same_key = field.form == rest::v1::FORM_REPEATED_KEY;
  switch (place) {
    case Place::kPath:
      return !field.repeated() && (field.shape == FieldShape::kText || field.shape == FieldShape::kEnum);
    case Place::kQuery:
      return IsText(field.shape) && (!field.repeated() || field.joined() || same_key);
    case Place::kBody:
      return !same_key;
  }
  return false;
}

absl::Status CheckPaging(const rest::v1::Paging& paging) {
  switch (paging.style()) {
    case rest::v1::Paging::STYLE_OFFSET:
      break;
    case rest::v1::Paging::STYLE_MARKER:
    case rest::v1::Paging::STYLE_WHOLE:
      if (paging.in_body_as_text()) return Wrong("paging.in_body_as_text is for STYLE_OFFSET");
      break;
    default:
      return Wrong("paging has no style");
  }
  const bool needs_max = paging.style() != rest::v1::Paging::STYLE_WHOLE;
  if (paging.max() < 0 || (needs_max && paging.max() == 0)) return Wrong("paging needs a max");
  return absl::OkStatus();
}

absl::Status BindBodyTexts(CallBinding* binding) {
  absl::flat_hash_set<std::string> names;
  if (binding->call.paging().in_body_as_text()) names = {"offset", "limit"};
  for (const rest::v1::Constant& constant : binding->call.constant()) {
    if (constant.name().empty()) return Wrong("a constant has no name");
    if (!names.insert(constant.name()).second)
      return Wrong(absl::StrCat("constant ", constant.name(), " stands in the body twice"));
  }
  if (names.empty()) return absl::OkStatus();
  if (binding->http_method == "GET")
    return Wrong("constants and a page in the body need a body, which GET lacks");
  for (const std::string& name : names) {
    if (binding->request->FindByRestName(name) != nullptr)
      return Wrong(absl::StrCat(name, " is a field of the request and of the body's own"));
  }
  binding->has_body = true;
  return absl::OkStatus();
}

}  // namespace cloudphone
