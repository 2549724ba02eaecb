#ifndef CLOUDPHONE_TESTS_UNIT_SIMULATOR_SERVER_ORDER_H_
#define CLOUDPHONE_TESTS_UNIT_SIMULATOR_SERVER_ORDER_H_

namespace cloudphone::simulator {

// A body of CreateNet2CloudPhoneServer: one server for a month, which waits for its payment.
inline constexpr char kServerOrder[] =
    R"({"server_name":"new","server_model_name":"physical.kg1.4xlarge.cp",)"
    R"("phone_model_name":"kg1.cp.c20.d64SSD.e1v1",)"
    R"("image_id":"20060220200717f201120a2300000e91","count":1,"keypair_name":"keypair",)"
    R"("extend_param":{"charging_mode":0,"period_type":2,"period_num":1},)"
    R"("tenant_vpc_id":"fca063f6-b942-42a8-9004-e5545f58d6a2",)"
    R"("nics":[{"subnet_id":"f1cbfc37-eb42-4357-a0ec-9e4f11950908"}]})";

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_TESTS_UNIT_SIMULATOR_SERVER_ORDER_H_
