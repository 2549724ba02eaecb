#ifndef CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ADDRESS_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ADDRESS_H_

#include "service/simulator/phones/phones.h"

namespace cloudphone::simulator {

// Where phones are reached: one address of the server, a port for each.
constexpr char kPublicAddress[] = "203.0.113.10";
constexpr char kServerAddress[] = "172.31.0.123";
inline int AdbPort(const Phone& phone) { return 10000 + phone.number; }
// Where the server maps the nth of its ports, from 0; a client of the phone's screen connects to the first.
// Bought servers have 150 phones at most, others have one port.
inline int AccessPort(const Phone& phone, int port = 0) { return 14000 + 500 * port + phone.number; }

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_PHONES_PHONE_ADDRESS_H_
