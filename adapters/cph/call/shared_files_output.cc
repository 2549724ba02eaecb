#include "adapters/cph/call/shared_files_output.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "adapters/cph/binding/message_plan.h"
#include "adapters/cph/json/json_reader.h"
#include "cloudphone/upstream/v1/shared_files_output.pb.h"

namespace cloudphone {
namespace {

using ::google::protobuf::Message;

const MessagePlan& OutputPlan() {
  static PlanSet* const kPlans = new PlanSet;  // The plan refers to it.
  static const MessagePlan* const kPlan =
      kPlans->Add(upstream::v1::SharedFilesOutput::descriptor(), Direction::kAnswer).value();
  return *kPlan;
}

// The next word of a line, taken off together with the spaces around it.
absl::string_view TakeWord(absl::string_view* line) {
  *line = absl::StripLeadingAsciiWhitespace(*line);
  const absl::string_view word = line->substr(0, line->find(' '));
  line->remove_prefix(word.size());
  return word;
}

void ReadCapacity(const upstream::v1::SharedFilesOutput& output, v1::SharedFileListing* listing) {
  if (output.share_base_capacity().empty() && output.share_base_max_size().empty()) return;
  v1::SharedStorageCapacity* capacity = listing->mutable_capacity();
  capacity->set_max_size(output.share_base_max_size());
  absl::string_view words = output.share_base_capacity();
  capacity->set_size(std::string(TakeWord(&words)));
  capacity->set_used(std::string(TakeWord(&words)));
  capacity->set_available(std::string(TakeWord(&words)));
  capacity->set_used_percent(std::string(TakeWord(&words)));
}

}  // namespace

v1::SharedFile ReadSharedFileLine(absl::string_view line) {
  v1::SharedFile file;
  file.set_upstream_line(std::string(line));
  absl::string_view rest = line;
  int64_t size = 0;
  const bool has_size = absl::SimpleAtoi(TakeWord(&rest), &size) && size >= 0;
  const absl::string_view month = TakeWord(&rest);
  const absl::string_view day = TakeWord(&rest);
  const absl::string_view time_or_year = TakeWord(&rest);
  // One space parts it from the name, which may begin with another.
  if (!rest.empty()) rest.remove_prefix(1);
  if (!has_size || rest.empty()) {
    file.set_name(std::string(line));
    return file;
  }
  file.set_size_bytes(size);
  file.set_modified(absl::StrCat(month, " ", day, " ", time_or_year));
  file.set_name(std::string(rest));
  return file;
}

absl::optional<v1::SharedFileListing> ReadSharedFilesOutput(std::string output) {
  upstream::v1::SharedFilesOutput read;
  JsonEnvelope envelope;
  const auto no_error = [](absl::string_view, absl::string_view, const Message&) {
    return google::rpc::Status();
  };
  if (!ReadJson(&output, OutputPlan(), no_error, &read, &envelope).empty() || !read.has_files_in_path())
    return absl::nullopt;
  v1::SharedFileListing listing;
  for (const std::string& line : read.files_in_path().files())
    *listing.add_files() = ReadSharedFileLine(line);
  listing.set_total_size(read.files_in_path().total());
  ReadCapacity(read, &listing);
  return listing;
}

}  // namespace cloudphone
