#include "adapters/http/easy_handles.h"

#include <cstddef>
#include <utility>

namespace cloudphone {

namespace {

constexpr size_t kSpareHandles = 256;

}  // namespace

EasyHandle EasyHandles::Take() {
  if (spare_.empty()) return EasyHandle(curl_easy_init());
  EasyHandle easy = std::move(spare_.back());
  spare_.pop_back();
  return easy;
}

void EasyHandles::Return(EasyHandle easy) {
  curl_easy_reset(easy.get());
  if (spare_.size() < kSpareHandles) spare_.push_back(std::move(easy));
}

}  // namespace cloudphone
