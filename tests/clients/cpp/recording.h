#ifndef CLOUDPHONE_TESTS_CLIENTS_CPP_RECORDING_H_
#define CLOUDPHONE_TESTS_CLIENTS_CPP_RECORDING_H_

#include <grpcpp/support/status.h>

#include <string>

#include "cloudphone/v1/phone.pb.h"
#include "gateway.h"

// Listens to a phone for five seconds and writes a WAV file.
grpc::Status Record(const Gateway& gateway, const cloudphone::v1::Phone& phone, const std::string& path);

#endif  // CLOUDPHONE_TESTS_CLIENTS_CPP_RECORDING_H_
