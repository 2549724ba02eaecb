#ifndef CLOUDPHONE_SERVICE_SERVING_LIBRARY_LOG_H_
#define CLOUDPHONE_SERVICE_SERVING_LIBRARY_LOG_H_

namespace cloudphone {

// Drops what gRPC and protobuf would write to stderr: at the start they only repeat at length what our one
// line says. Before the first use of either.
void DropLibraryLogs();

// Sends gRPC's own error messages to our log, as event "grpc", and protobuf's, as event "protobuf", at debug:
// it has one for each text of a caller that is no UTF-8, which the call's own error tells.
void SendLibraryLogsToLog();

}  // namespace cloudphone

#endif  // CLOUDPHONE_SERVICE_SERVING_LIBRARY_LOG_H_
