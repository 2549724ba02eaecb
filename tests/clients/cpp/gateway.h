#ifndef CLOUDPHONE_TESTS_CLIENTS_CPP_GATEWAY_H_
#define CLOUDPHONE_TESTS_CLIENTS_CPP_GATEWAY_H_

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <chrono>
#include <memory>
#include <string>

// A gateway, and for whose phones it is asked.
struct Gateway {
  std::shared_ptr<grpc::Channel> channel;
  std::string account;  // Empty: the gateway has but one.
};

// Opens a channel for calls and sound: with TLS to whom the authorities in a file vouch for, without a file
// in plain text. Null where the file cannot be read.
std::shared_ptr<grpc::Channel> Connect(const std::string& address, const std::string& ca_file);

// The context of one call. gRPC itself sets no deadline: without one a call may wait for ever.
struct CallContext : grpc::ClientContext {
  explicit CallContext(const Gateway& gateway, std::chrono::seconds time = std::chrono::minutes(1));
};

#endif  // CLOUDPHONE_TESTS_CLIENTS_CPP_GATEWAY_H_
