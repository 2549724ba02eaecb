#ifndef CLOUDPHONE_ADAPTERS_HTTP_EASY_HANDLES_H_
#define CLOUDPHONE_ADAPTERS_HTTP_EASY_HANDLES_H_

#include <curl/curl.h>

#include <memory>
#include <vector>

namespace cloudphone {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
// One transfer of curl.
using EasyHandle = std::unique_ptr<CURL, EasyDeleter>;

// Easy handles that did their work, to be used again. Lives on the loop thread; to be ended before the multi
// handle.
class EasyHandles {
 public:
  // One without options.
  EasyHandle Take();
  // Takes back one that is in no multi handle.
  void Return(EasyHandle easy);
  void Clear() { spare_.clear(); }

 private:
  std::vector<EasyHandle> spare_;
};

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_HTTP_EASY_HANDLES_H_
