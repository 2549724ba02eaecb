#ifndef CLOUDPHONE_SERVICE_SERVING_GRPC_LOG_H_
#define CLOUDPHONE_SERVICE_SERVING_GRPC_LOG_H_

namespace cloudphone {

// Sends gRPC's own error messages to our log, as event "grpc". Before the first use of gRPC.
void SendGrpcLogToLog();

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_GRPC_LOG_H_
