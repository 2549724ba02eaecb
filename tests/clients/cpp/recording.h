#ifndef CLOUDPHONE_TESTS_CLIENTS_CPP_RECORDING_H_
#define CLOUDPHONE_TESTS_CLIENTS_CPP_RECORDING_H_

#include <grpcpp/channel.h>
#include <grpcpp/support/status.h>

#include <memory>
#include <string>

#include "cloudphone/v1/phone.pb.h"

// Listens to a phone for five seconds and writes a WAV file.
grpc::Status Record(const std::shared_ptr<grpc::Channel>& channel, const cloudphone::v1::Phone& phone,
                    const std::string& path);

#endif  // CLOUDPHONE_TESTS_CLIENTS_CPP_RECORDING_H_
