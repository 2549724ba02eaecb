#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_SHARED_FILES_OUTPUT_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_SHARED_FILES_OUTPUT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "cloudphone/v1/shared_storage.pb.h"

namespace cloudphone {

// Reads what a job that lists shared files printed: Job.output of StartListSharedFiles. Fills files,
// total_size and capacity of the listing. Nothing where it is not whole: the vendor cuts an output after
// 1,024 bytes, and fewer files may fit.
absl::optional<v1::SharedFileListing> ReadSharedFilesOutput(std::string output);

// Reads one line of it: "4096 Apr 15 09:49 com.tencent.mm". A line of another form is a name.
v1::SharedFile ReadSharedFileLine(absl::string_view line);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_SHARED_FILES_OUTPUT_H_
