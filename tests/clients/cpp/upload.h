#ifndef CLOUDPHONE_TESTS_CLIENTS_CPP_UPLOAD_H_
#define CLOUDPHONE_TESTS_CLIENTS_CPP_UPLOAD_H_

#include <grpcpp/support/status.h>

#include <string>

#include "cloudphone/v1/artifact_service.pb.h"

// Sends a file by an HTTP PUT, as the answer of CreateUpload says. The URL is a secret: it works for
// whoever has it, so it is in no error.
grpc::Status Put(const cloudphone::v1::CreateUploadResponse& upload, const std::string& path);

#endif  // CLOUDPHONE_TESTS_CLIENTS_CPP_UPLOAD_H_
