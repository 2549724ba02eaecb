#ifndef CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_JSON_DIFFERENCE_H_
#define CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_JSON_DIFFERENCE_H_

#include <string>
#include <vector>

namespace cloudphone {

// How two JSON texts differ, a line for each place: "phones[0].image_id: is missing, expected \"x\"". Objects
// compare in any order; so does JSON inside of texts. "" is no JSON at all.
std::vector<std::string> JsonDifferences(const std::string& expected, const std::string& actual);

}  // namespace cloudphone

#endif  // CLOUDPHONE_TESTS_UNIT_CPH_CONTRACT_JSON_DIFFERENCE_H_
