#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ADDRESS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ADDRESS_H_

#include <string>

#include "absl/strings/str_format.h"
#include "service/simulator/phones/phones.h"
#include "service/simulator/servers/servers.h"

namespace cloudphone::simulator {

// A phone's own address, by the numbers of its server and of its own; no server has one like it.
inline std::string PhoneAddress(const Server& server, const Phone& phone) {
  return absl::StrFormat("10.%d.%d.%d", server.number % 237, phone.number / 250, phone.number % 250 + 1);
}

// Where phones are reached: by the addresses of their server, on a port for each.
inline int AdbPort(const Phone& phone) { return 10000 + phone.number; }
// Where the server maps the nth of its ports, from 0; a client of the phone's screen connects to the first.
// Bought servers have 150 phones at most, others have one port.
inline int AccessPort(const Phone& phone, int port = 0) { return 14000 + 500 * port + phone.number; }

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ADDRESS_H_
