#ifndef CLOUDPHONE_SERVICE_GATEWAY_ARTIFACTS_STAGING_H_
#define CLOUDPHONE_SERVICE_GATEWAY_ARTIFACTS_STAGING_H_

#include <string>

#include "absl/status/statusor.h"
#include "adapters/object_storage/object_store.h"
#include "cloudphone/v1/artifact_service.pb.h"

namespace cloudphone {

// Where files lie on their way to an account's phones and back: a part of one bucket.
struct StagingArea {
  std::string bucket;                  // Empty: there is none.
  std::string prefix = "cloudphone/";  // Of the keys that are in reach.
};

// The URL for one upload, to a name that was never given out before. Sends nothing. Errors are rich: what is
// wrong with the request, or with the account.
absl::StatusOr<v1::CreateUploadResponse> CreateUpload(const StagingArea& area, const ObjectStore* store,
                                                      const v1::CreateUploadRequest& request);

// The URL for downloads of one object.
absl::StatusOr<v1::CreateDownloadResponse> CreateDownload(const StagingArea& area, const ObjectStore* store,
                                                          const v1::CreateDownloadRequest& request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_GATEWAY_ARTIFACTS_STAGING_H_
