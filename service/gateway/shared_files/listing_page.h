#ifndef CLOUDPHONE_SERVICE_GATEWAY_SHARED_FILES_LISTING_PAGE_H_
#define CLOUDPHONE_SERVICE_GATEWAY_SHARED_FILES_LISTING_PAGE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cloudphone/v1/shared_storage_service.pb.h"

namespace cloudphone {

// Which files of each server a page of ListSharedFiles shows.
struct ListingPage {
  int offset = 0;
  int size = 0;  // Most files; 1 to 50.
};

// The page that the request asks for, whose fields were checked by the contract. INVALID_ARGUMENT for a path
// that breaks the vendor's rules, a negative page_size, or a page_token of another listing.
absl::StatusOr<ListingPage> ReadListingPage(const v1::ListSharedFilesRequest& request);

// Makes the answer of the listings of all servers, in the order of the request. The page ends for all where
// it ended for the server that got least far, so that one offset names the next page; a server that has shown
// its last file or has an error does not count. Fails, with the error of the first, where no server could be
// listed.
absl::StatusOr<v1::ListSharedFilesResponse> MakeListingResponse(const v1::ListSharedFilesRequest& request,
                                                                const ListingPage& page,
                                                                std::vector<v1::SharedFileListing> listings);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_SHARED_FILES_LISTING_PAGE_H_
