#ifndef CLOUDPHONE_SERVICE_SERVING_GRPC_LOG_H_
#define CLOUDPHONE_SERVICE_SERVING_GRPC_LOG_H_

namespace cloudphone {

// Drops gRPC's own messages: at the start they only repeat at length what our one line says. Before the first
// use of gRPC.
void DropGrpcLog();

// Sends gRPC's own error messages to our log, as event "grpc".
void SendGrpcLogToLog();

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_GRPC_LOG_H_
