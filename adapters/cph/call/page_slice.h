#ifndef CLOUDPHONE_ADAPTERS_CPH_CALL_PAGE_SLICE_H_
#define CLOUDPHONE_ADAPTERS_CPH_CALL_PAGE_SLICE_H_

#include "adapters/cph/binding/call_binding.h"
#include "google/protobuf/message.h"

namespace cloudphone {

// Cuts the page that `request` asks for out of `response`, which holds every row (STYLE_WHOLE): the other
// rows go, total_size says how many there are (where the response has one), next_page_token where the next
// page begins. A page past the end is empty.
void SlicePage(const CallBinding& binding, const google::protobuf::Message& request,
               google::protobuf::Message* response);

}  // namespace cloudphone

#endif  // CLOUDPHONE_ADAPTERS_CPH_CALL_PAGE_SLICE_H_
