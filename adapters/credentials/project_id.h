#ifndef CLOUDPHONE_ADAPTERS_CREDENTIALS_PROJECT_ID_H_
#define CLOUDPHONE_ADAPTERS_CREDENTIALS_PROJECT_ID_H_

#include "absl/strings/string_view.h"
#include "adapters/http/http_transport.h"

namespace cloudphone {

// What stands in the path of a URL for a project id that is not known yet; the transport that learns the id
// fills it in.
inline constexpr absl::string_view kProjectIdPlaceholder = "{project_id}";

// Whether the text can be a project id: 1 to 64 letters, digits, '-' and '_'. The vendor's are 32 hex digits
// today; this only keeps out what would break a path or a header.
bool IsProjectId(absl::string_view text);

// Puts the id where the placeholder stands in the URL, if it does.
void FillProjectId(absl::string_view project_id, HttpRequest* request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CREDENTIALS_PROJECT_ID_H_
