#include "service/serving/grpc_log.h"

#include "grpc/support/log.h"
#include "service/serving/log.h"

namespace cloudphone {

void DropGrpcLog() {
  gpr_set_log_function([](gpr_log_func_args*) {});
}

void SendGrpcLogToLog() {
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
  gpr_set_log_function([](gpr_log_func_args* args) {
    Log(args->severity == GPR_LOG_SEVERITY_ERROR ? LogLevel::kWarning : LogLevel::kDebug, "grpc",
        {{"message", args->message}});
  });
}

}  // namespace cloudphone
