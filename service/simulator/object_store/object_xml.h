#ifndef CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_XML_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_XML_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"

namespace cloudphone::simulator {

// Writes one XML document in the object store's forms.
class XmlAnswer {
 public:
  // With the namespace, unless it is an error, which has none.
  explicit XmlAnswer(absl::string_view root, bool has_namespace = true);

  void Text(absl::string_view name, absl::string_view value);
  void Number(absl::string_view name, uint64_t value);
  void Bool(absl::string_view name, bool value) { Text(name, value ? "true" : "false"); }
  // "2025-01-02T03:04:05.000Z".
  void Time(absl::string_view name, absl::Time value);
  // In the quotation marks that belong to it.
  void Etag(absl::string_view value);
  void Begin(absl::string_view name);
  // In the element that is open.
  void Content(absl::string_view value);
  void End();

  // The finished text; the object is used up.
  std::string Take();

 private:
  std::string text_;
  std::vector<std::string> open_;
};

// One part as the end of an upload names it.
struct NamedPart {
  int number = 0;
  std::string etag;  // Without the quotation marks.
};

// Reads a CompleteMultipartUpload; nothing where it is none.
absl::optional<std::vector<NamedPart>> ReadNamedParts(absl::string_view xml);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_OBJECT_STORE_OBJECT_XML_H_
