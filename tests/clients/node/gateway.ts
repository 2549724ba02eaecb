// How to reach a gateway.

import { readFileSync } from "node:fs";
import {
  type ChannelCredentials, type ClientOptions, credentials, InterceptingCall, type Interceptor,
} from "@grpc/grpc-js";

/** What each client of a service is made with. */
export interface Gateway {
  address: string;
  security: ChannelCredentials;
  options: ClientOptions;
}

/** A gateway: with TLS, if the authorities in a file vouch for it, or in plain text; for the phones of an account. */
export function gatewayAt(address: string, caFile?: string, account?: string): Gateway {
  const security = caFile === undefined ? credentials.createInsecure() : credentials.createSsl(readFileSync(caFile));
  return { address, security, options: account === undefined ? {} : { interceptors: [naming(account)] } };
}

/** Says with each call whose phones are meant. */
function naming(account: string): Interceptor {
  return (options, nextCall) => new InterceptingCall(nextCall(options), {
    start(metadata, listener, next) {
      metadata.set("x-cloudphone-account", account);
      next(metadata, listener);
    },
  });
}
