#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_BUILDER_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_BUILDER_H_

#include <string>

#include "adapters/cph/binding/call_binding.h"
#include "adapters/http/http_transport.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// Where an account's calls go.
struct Endpoint {
  std::string base_url;    // Scheme, host and port: "https://cph.cn-north-4.myhuaweicloud.com".
  std::string project_id;  // Empty: a transport below finds it out and puts it in (kProjectIdPlaceholder).
  std::string billing_url = "";  // As base_url: the billing service, one for all regions of a site.
};

// The HTTP request of a call whose request CheckCall found in order: method, URL (path and query
// percent-encoded, the query sorted as the signature wants it), Content-Type, JSON body. No deadline, no
// signature.
HttpRequest BuildRequest(const CallBinding& binding, const google::protobuf::Message& request,
                         const Endpoint& endpoint);

// How many rows the page of a paged request holds: page_size, 100 where it is 0, at most what the vendor
// gives.
int PageLimit(const CallBinding& binding, const google::protobuf::Message& request);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_REQUEST_BUILDER_H_
