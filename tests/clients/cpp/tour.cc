// Shows what a program does with cloud phones: it lists them, installs an app on a server's phones, restarts
// sixty, watches until all are done, reads the details of an error, swipes, and records five seconds of
// sound.
//
// README.md in the folder above says how to make the stubs and how to run it.

#include <algorithm>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "cloudphone/v1/adb_service.grpc.pb.h"
#include "cloudphone/v1/artifact_service.grpc.pb.h"
#include "cloudphone/v1/input_service.grpc.pb.h"
#include "cloudphone/v1/phone_service.grpc.pb.h"
#include "errors.h"
#include "gateway.h"
#include "recording.h"
#include "upload.h"
#include "watching.h"

namespace v1 = cloudphone::v1;

namespace {

constexpr size_t kToRestart = 60;

using Phones = std::vector<v1::Phone>;

// Every phone, page by page. An empty token is the only sign of the end: a page may be short before.
grpc::Status ListPhones(const Gateway& gateway, Phones* phones) {
  const auto stub = v1::PhoneService::NewStub(gateway.channel);
  v1::ListPhonesRequest request;
  request.set_page_size(50);
  int pages = 0;
  do {
    CallContext context(gateway);
    v1::ListPhonesResponse page;
    if (grpc::Status status = stub->ListPhones(&context, request, &page); !status.ok()) return status;
    phones->insert(phones->end(), page.phones().begin(), page.phones().end());
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  std::cout << "listed " << phones->size() << " phones on " << pages << " pages\n";
  std::sort(phones->begin(), phones->end(),
            [](const v1::Phone& a, const v1::Phone& b) { return a.phone_name() < b.phone_name(); });
  return grpc::Status::OK;
}

std::string BaseName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

// Puts a file where the vendor's service fetches it, and gives its name there. The bytes do not go through
// the gateway.
grpc::Status Upload(const Gateway& gateway, const std::string& path, std::string* object) {
  CallContext context(gateway);
  v1::CreateUploadRequest request;
  request.set_file_name(BaseName(path));
  request.set_content_type("application/vnd.android.package-archive");
  v1::CreateUploadResponse upload;
  const grpc::Status status =
      v1::ArtifactService::NewStub(gateway.channel)->CreateUpload(&context, request, &upload);
  *object = upload.object_uri();
  return status.ok() ? Put(upload, path) : status;
}

// Shows the targets that were refused at once: they have no job, so no watch tells of them.
void PrintRefused(const v1::JobGroup& group, const PhoneNames& names) {
  for (const v1::Refusal& refusal : group.refused()) {
    std::cout << NameOf(refusal.phone_id(), names) << " refused: " << Explain(refusal.error()) << "\n";
  }
}

std::string Counts(const v1::JobProgress& progress) {
  return std::to_string(progress.succeeded()) + " succeeded, " + std::to_string(progress.failed()) +
         " failed";
}

// Uploads an apk and installs it on all phones of a server.
grpc::Status Install(const Gateway& gateway, const std::string& apk, const std::string& server_id,
                     const PhoneNames& names) {
  std::string object;
  if (grpc::Status status = Upload(gateway, apk, &object); !status.ok()) return status;
  CallContext context(gateway);
  v1::InstallApkRequest request;
  request.add_content("-r");
  request.add_content(object);
  request.add_server_ids(server_id);
  v1::InstallApkResponse started;
  grpc::Status status = v1::AdbService::NewStub(gateway.channel)->InstallApk(&context, request, &started);
  if (!status.ok()) return status;
  PrintRefused(started.group(), names);
  v1::JobProgress progress;
  status = Watch(gateway, started.group(), names, &progress);
  if (status.ok()) std::cout << "installed " << BaseName(apk) << ": " << Counts(progress) << "\n";
  return status;
}

// Restarts phones. One that fails is a result, not an error.
grpc::Status Restart(const Gateway& gateway, Phones::const_iterator first, Phones::const_iterator last,
                     const PhoneNames& names) {
  v1::BatchRestartPhonesRequest request;
  for (auto phone = first; phone != last; ++phone) request.add_phones()->set_phone_id(phone->phone_id());
  CallContext context(gateway);
  v1::BatchRestartPhonesResponse started;
  grpc::Status status =
      v1::PhoneService::NewStub(gateway.channel)->BatchRestartPhones(&context, request, &started);
  if (!status.ok()) return status;
  PrintRefused(started.group(), names);
  v1::JobProgress progress;
  status = Watch(gateway, started.group(), names, &progress);
  if (!status.ok()) return status;
  std::cout << "restarted " << request.phones_size() << " phones: " << Counts(progress) << ", "
            << started.group().refused_size() << " refused\n";
  return status;
}

// Shows what an error says.
grpc::Status AskForUnknown(const Gateway& gateway) {
  CallContext context(gateway);
  v1::GetPhoneRequest request;
  request.set_phone_id("nobody");
  v1::GetPhoneResponse answer;
  const grpc::Status status =
      v1::PhoneService::NewStub(gateway.channel)->GetPhone(&context, request, &answer);
  if (status.ok()) return {grpc::StatusCode::INTERNAL, "there is a phone called nobody"};
  std::cout << "an unknown phone is " << Explain(RichStatus(status)) << "\n";
  return grpc::Status::OK;
}

// Draws a finger over the screen. The gateway scales from the screen that we count in to the phone's own.
grpc::Status Swipe(const Gateway& gateway, const v1::Phone& phone) {
  CallContext context(gateway);
  v1::SwipeRequest request;
  request.set_phone_id(phone.phone_id());
  request.set_screen_width(1080);
  request.set_screen_height(1920);
  request.set_from_x(270);
  request.set_from_y(960);
  request.set_to_x(540);
  request.set_to_y(960);
  request.mutable_duration()->set_nanos(300'000'000);
  v1::SwipeResponse answer;
  const grpc::Status status = v1::InputService::NewStub(gateway.channel)->Swipe(&context, request, &answer);
  if (status.ok()) std::cout << "swiped on " << phone.phone_name() << "\n";
  return status;
}

// Takes all steps and ends with the first that fails.
grpc::Status Tour(const Gateway& gateway, const std::string& apk, const std::string& wav) {
  Phones phones;
  grpc::Status status = ListPhones(gateway, &phones);
  if (!status.ok()) return status;
  if (phones.empty()) return {grpc::StatusCode::NOT_FOUND, "there are no phones"};
  PhoneNames names;
  for (const v1::Phone& phone : phones) names[phone.phone_id()] = phone.phone_name();
  status = Install(gateway, apk, phones.front().server_id(), names);
  if (status.ok())
    status = Restart(gateway, phones.end() - std::min(kToRestart, phones.size()), phones.end(), names);
  if (status.ok()) status = AskForUnknown(gateway);
  if (status.ok()) status = Swipe(gateway, phones.front());
  if (status.ok()) status = Record(gateway, phones.front(), wav);
  return status;
}

}  // namespace

int main(int count, char** arguments) {
  std::map<std::string, std::string> flags = {{"--address", "127.0.0.1:50051"},
                                              {"--apk", "app.apk"},
                                              {"--wav", "tour.wav"},
                                              {"--ca_file", ""},
                                              {"--account", ""}};
  for (int i = 1; i < count; i += 2) {
    if (flags.count(arguments[i]) == 0 || i + 1 == count) {
      std::cerr << "tour [--address HOST:PORT] [--apk FILE] [--wav FILE] [--ca_file FILE] [--account NAME]\n";
      return 2;
    }
    flags[arguments[i]] = arguments[i + 1];
  }
  const Gateway gateway{Connect(flags["--address"], flags["--ca_file"]), flags["--account"]};
  if (gateway.channel == nullptr) {
    std::cerr << "cannot read " << flags["--ca_file"] << "\n";
    return 1;
  }
  const grpc::Status status = Tour(gateway, flags["--apk"], flags["--wav"]);
  if (status.ok()) return 0;
  std::cerr << Explain(RichStatus(status)) << "\n";
  return 1;
}
