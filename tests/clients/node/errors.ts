// What a failed call, a failed job and a refused target tell.

import { type ServiceError, status } from "@grpc/grpc-js";
import { BadRequest, ErrorInfo, ResourceInfo, RetryInfo } from "./stubs/google/rpc/error_details.js";
import { Status } from "./stubs/google/rpc/status.js";

/** The Status that travels beside an error of a call; grpc-js itself shows its code and message only. */
export function statusOf(error: ServiceError): Status {
  const [rich] = error.metadata?.get("grpc-status-details-bin") ?? [];
  return rich instanceof Buffer ? Status.decode(rich) : { code: error.code, message: error.details, details: [] };
}

/** After how many milliseconds a call that was UNAVAILABLE is to be made again, if the gateway says so. */
export function pauseAfter(error: unknown): number | undefined {
  const failure = error as ServiceError;
  if (failure.code !== status.UNAVAILABLE) return undefined;
  const retry = statusOf(failure).details.find(({ typeUrl }) => typeUrl.endsWith("/google.rpc.RetryInfo"));
  const pause = retry && RetryInfo.decode(retry.value).retryDelay;
  return pause && pause.seconds * 1000 + pause.nanos / 1e6;
}

/** Why a step failed, in a line, whether by a call or not. */
export function describe(error: unknown): string {
  return error instanceof Error && "metadata" in error ? explain(statusOf(error as ServiceError)) : reasonOf(error);
}

/** What an error says: the cause of one that was aborted; of several attempts to connect only a code. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message || ("code" in error ? String(error.code) : error.name);
}

/**
 * An error in a line: its code, its reason, and what it is about. A program decides by code and reason; the message is
 * for people.
 */
export function explain(failure: Status | undefined): string {
  if (failure === undefined) return "no error";
  let line = `${status[failure.code]}:`;
  for (const detail of failure.details) {
    switch (detail.typeUrl.split("/").pop()) {
      case "google.rpc.ErrorInfo":
        line += ` ${ErrorInfo.decode(detail.value).reason}`;
        break;
      case "google.rpc.ResourceInfo": {
        const resource = ResourceInfo.decode(detail.value);
        line += ` (${resource.resourceType} ${resource.resourceName})`;
        break;
      }
      case "google.rpc.BadRequest":
        for (const violation of BadRequest.decode(detail.value).fieldViolations) line += ` [${violation.field}]`;
        break;
      case "google.rpc.RetryInfo":
        line += ` (again in ${RetryInfo.decode(detail.value).retryDelay?.seconds} s)`;
        break;
    }
  }
  return `${line} ${failure.message}`;
}
