#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PROPERTY_RULES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PROPERTY_RULES_H_

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "rapidjson/document.h"
#include "service/simulator/errors.h"

namespace cloudphone::simulator {

// The properties of a phone, by key. Numbers are kept as the text that they were sent as.
using Properties = std::map<std::string, std::string>;

// Reads `text`, one JSON object in a string of at most 8192 bytes, checks each key by the vendor's table
// (the vendor's API reference) and puts what it holds over `properties`. An empty text holds nothing. Returns
// why the text is refused, and leaves `properties` alone then: CPS.0078 no such object, CPS.0163 an unknown
// key, CPS.0164 a value that its key does not take.
absl::optional<ItemError> ReadProperties(absl::string_view text, Properties* properties);

// Reads the object of the customer's own properties, each a text, and puts what it holds over `properties`.
// The vendor's keys keep their rules here. The same errors.
absl::optional<ItemError> ReadCustomProperties(const rapidjson::Value& object, Properties* properties);

// The text that the phone's detail shows; empty where there are none.
std::string PropertyText(const Properties& properties);

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PROPERTY_RULES_H_
