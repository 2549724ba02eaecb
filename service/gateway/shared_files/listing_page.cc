#include "service/gateway/shared_files/listing_page.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/cph/call/page_token.h"
#include "adapters/cph/call/request_check.h"
#include "adapters/status/rich_status.h"

namespace cloudphone {
namespace {

// The vendor's bound of `limit`, and its default.
constexpr int kMostFiles = 50;

// What page tokens need to know of the RPC, which is bound to no upstream call.
const CallBinding& Pages() {
  static const CallBinding* const kPages = [] {
    const auto* request = v1::ListSharedFilesRequest::descriptor();
    auto* pages = new CallBinding;
    pages->method =
        request->file()->FindServiceByName("SharedStorageService")->FindMethodByName("ListSharedFiles");
    pages->page_size = request->FindFieldByName("page_size");
    pages->page_token = request->FindFieldByName("page_token");
    return pages;
  }();
  return *kPages;
}

}  // namespace

absl::StatusOr<ListingPage> ReadListingPage(const v1::ListSharedFilesRequest& request) {
  Violations violations;
  const std::string& path = request.path();
  const bool fine = absl::StartsWith(path, "/") && path.size() > 1 && !absl::StrContains(path, "../") &&
                    !absl::StrContains(path, "//");
  if (!fine) {
    violations.push_back({"path", kParameterInvalid,
                          "must begin with '/', name a directory, and hold neither "
                          "\"../\" nor \"//\""});
  }
  if (request.page_size() < 0) {
    violations.push_back(
        {"page_size", kPageInvalid, absl::StrCat("must not be negative: ", request.page_size())});
  }
  const absl::optional<PagePosition> position = ReadPageToken(Pages(), request);
  if (!position.has_value() || position->offset > std::numeric_limits<int>::max()) {
    violations.push_back(
        {"page_token", kPageInvalid,
         "is not the next_page_token of a call with these arguments; begin the listing again"});
  }
  if (!violations.empty()) return ViolationStatus(violations);
  ListingPage page;
  page.offset = static_cast<int>(position->offset);
  page.size = request.page_size() == 0 ? kMostFiles : std::min(request.page_size(), kMostFiles);
  return page;
}

absl::StatusOr<v1::ListSharedFilesResponse> MakeListingResponse(const v1::ListSharedFilesRequest& request,
                                                                const ListingPage& page,
                                                                std::vector<v1::SharedFileListing> listings) {
  const bool all_failed =
      std::all_of(listings.begin(), listings.end(),
                  [](const v1::SharedFileListing& listing) { return listing.has_error(); });
  if (all_failed && !listings.empty()) return ToStatus(listings.front().error());
  constexpr int kNone = std::numeric_limits<int>::max();
  int shown = kNone;  // Files of the server that got least far and has more.
  for (const v1::SharedFileListing& listing : listings) {
    const bool has_more = !listing.has_error() && page.offset + listing.files_size() < listing.total_size();
    if (has_more) shown = std::min(shown, listing.files_size());
  }
  v1::ListSharedFilesResponse response;
  for (v1::SharedFileListing& listing : listings) {
    if (listing.files_size() > shown)
      listing.mutable_files()->DeleteSubrange(shown, listing.files_size() - shown);
    *response.add_listings() = std::move(listing);
  }
  if (shown == kNone) return response;
  PagePosition next;
  next.offset = int64_t{page.offset} + shown;
  response.set_next_page_token(WritePageToken(Pages(), request, next));
  return response;
}

}  // namespace cloudphone
