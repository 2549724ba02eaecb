#ifndef CLOUDPHONE_TESTS_CLIENTS_CPP_WATCHING_H_
#define CLOUDPHONE_TESTS_CLIENTS_CPP_WATCHING_H_

#include <grpcpp/support/status.h>

#include <map>
#include <string>

#include "cloudphone/v1/job.pb.h"
#include "gateway.h"

// The names of phones by their ids.
using PhoneNames = std::map<std::string, std::string>;

// The name of a phone; its id where it has none here.
std::string NameOf(const std::string& phone_id, const PhoneNames& names);

// Watches the jobs of a group until all are final; prints those that fail, and counts how many did what.
//
// A gateway that drains ends the watch, and so does a watch's age: with a time after which to ask again. The
// next watch begins with all jobs, so nothing is lost, but who failed is told again.
grpc::Status Watch(const Gateway& gateway, const cloudphone::v1::JobGroup& group, const PhoneNames& names,
                   cloudphone::v1::JobProgress* progress);

#endif  // CLOUDPHONE_TESTS_CLIENTS_CPP_WATCHING_H_
