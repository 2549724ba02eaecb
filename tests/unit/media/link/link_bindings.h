#ifndef CLOUDPHONE_TESTS_UNIT_MEDIA_LINK_LINK_BINDINGS_H_
#define CLOUDPHONE_TESTS_UNIT_MEDIA_LINK_LINK_BINDINGS_H_

#include "adapters/cph/binding/call_binding.h"
#include "cloudphone/v1/device_service.pb.h"
#include "cloudphone/v1/phone_service.pb.h"

namespace cloudphone {

// The bindings that the way to agents needs, compiled once.
inline const BindingTable& LinkBindings() {
  static const auto* const kTable = [] {
    auto table = BindingTable::Compile(
        {v1::GetPhoneRequest::descriptor()->file()->FindServiceByName("PhoneService"),
         v1::TakeScreenshotRequest::descriptor()->file()->FindServiceByName("DeviceService")});
    return table.value().release();
  }();
  return *kTable;
}

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_MEDIA_LINK_LINK_BINDINGS_H_
