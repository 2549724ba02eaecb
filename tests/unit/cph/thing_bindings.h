#ifndef CLOUDPHONE_TESTS_UNIT_CPH_THING_BINDINGS_H_
#define CLOUDPHONE_TESTS_UNIT_CPH_THING_BINDINGS_H_

#include "adapters/cph/binding/call_binding.h"
#include "tests/unit/cph/thing_service.pb.h"

namespace cloudphone {

// The bindings of the tests' own contract, compiled once.
inline const BindingTable& ThingBindings() {
  static const auto* const kTable = [] {
    auto table = BindingTable::Compile(
        {test::v1::FindThingsRequest::descriptor()->file()->FindServiceByName("ThingService")});
    return table.value().release();
  }();
  return *kTable;
}

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_CPH_THING_BINDINGS_H_
