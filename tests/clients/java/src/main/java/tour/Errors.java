package tour;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Optional;

/** What a failed call, a failed job and a refused target tell. */
final class Errors {
  private Errors() {}

  /**
   * An error in a line: its code, its reason, and what it is about. A program decides by code and reason; the message
   * is for people. Of a failed call, StatusProto.fromThrowable gives the status.
   */
  static String explain(Status failure) {
    StringBuilder line = new StringBuilder(String.valueOf(Code.forNumber(failure.getCode()))).append(':');
    for (Any detail : failure.getDetailsList()) {
      try {
        line.append(explain(detail));
      } catch (InvalidProtocolBufferException broken) {
        line.append(" (a detail that cannot be read)");
      }
    }
    return line.append(' ').append(failure.getMessage()).toString();
  }

  /** After which time a call that was UNAVAILABLE is to be made again, if the gateway says so. */
  static Optional<Duration> pauseAfter(StatusRuntimeException failure) {
    if (failure.getStatus().getCode() != io.grpc.Status.Code.UNAVAILABLE) return Optional.empty();
    for (Any detail : StatusProto.fromThrowable(failure).getDetailsList()) {
      try {
        if (!detail.is(RetryInfo.class)) continue;
        com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
        return Optional.of(Duration.ofSeconds(delay.getSeconds(), delay.getNanos()));
      } catch (InvalidProtocolBufferException broken) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static String explain(Any detail) throws InvalidProtocolBufferException {
    if (detail.is(ErrorInfo.class)) {
      return " " + detail.unpack(ErrorInfo.class).getReason();
    }
    if (detail.is(ResourceInfo.class)) {
      ResourceInfo resource = detail.unpack(ResourceInfo.class);
      return " (" + resource.getResourceType() + " " + resource.getResourceName() + ")";
    }
    if (detail.is(BadRequest.class)) {
      StringBuilder fields = new StringBuilder();
      for (BadRequest.FieldViolation violation : detail.unpack(BadRequest.class).getFieldViolationsList()) {
        fields.append(" [").append(violation.getField()).append(']');
      }
      return fields.toString();
    }
    if (detail.is(RetryInfo.class)) {
      return " (again in " + detail.unpack(RetryInfo.class).getRetryDelay().getSeconds() + " s)";
    }
    return "";
  }
}
