#ifndef CLOUDPHONE_TESTS_CLIENTS_CPP_ERRORS_H_
#define CLOUDPHONE_TESTS_CLIENTS_CPP_ERRORS_H_

#include <grpcpp/support/status.h>

#include <string>

#include "google/rpc/status.pb.h"

// The rich status that travels beside a call's own.
google::rpc::Status RichStatus(const grpc::Status& failure);

// An error in a line: its code, its reason, and what it is about. A program decides by code and reason; the
// message is for people.
std::string Explain(const google::rpc::Status& failure);

#endif  // CLOUDPHONE_TESTS_CLIENTS_CPP_ERRORS_H_
