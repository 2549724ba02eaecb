#include "upload.h"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace {

struct Unsent {
  const char* data;
  size_t bytes;
};

size_t Read(char* to, size_t size, size_t count, void* from) {
  Unsent* const unsent = static_cast<Unsent*>(from);
  const size_t bytes = std::min(size * count, unsent->bytes);
  std::memcpy(to, unsent->data, bytes);
  unsent->data += bytes;
  unsent->bytes -= bytes;
  return bytes;
}

// Of the answer only its status counts.
size_t Skip(char*, size_t size, size_t count, void*) { return size * count; }

}  // namespace

grpc::Status Put(const cloudphone::v1::CreateUploadResponse& upload, const std::string& content) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  curl_slist* list = nullptr;
  for (const auto& [name, value] : upload.headers()) {  // They are signed: exactly these.
    list = curl_slist_append(list, (name + ": " + value).c_str());
  }
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, curl_slist_free_all);
  Unsent unsent{content.data(), content.size()};
  curl_easy_setopt(curl.get(), CURLOPT_URL, upload.url().c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(content.size()));
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, Read);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &unsent);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, Skip);
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK) {
    return {grpc::StatusCode::UNAVAILABLE, std::string("the upload failed: ") + curl_easy_strerror(code)};
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status == 200) return grpc::Status::OK;
  return {grpc::StatusCode::FAILED_PRECONDITION, "the upload was answered with " + std::to_string(status)};
}
