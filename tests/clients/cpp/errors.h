#ifndef CLOUDPHONE_TESTS_CLIENTS_CPP_ERRORS_H_
#define CLOUDPHONE_TESTS_CLIENTS_CPP_ERRORS_H_

#include <grpcpp/support/status.h>

#include <chrono>
#include <optional>
#include <string>

#include "google/rpc/status.pb.h"

// The rich status that travels beside a call's own.
google::rpc::Status RichStatus(const grpc::Status& failure);

// An error in a line: its code, its reason, and what it is about. A program decides by code and reason; the
// message is for people.
std::string Explain(const google::rpc::Status& failure);

// After which time a call that was UNAVAILABLE is to be made again, if the gateway says so.
std::optional<std::chrono::milliseconds> PauseAfter(const grpc::Status& failure);

#endif  // CLOUDPHONE_TESTS_CLIENTS_CPP_ERRORS_H_
