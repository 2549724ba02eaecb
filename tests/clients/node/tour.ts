// Shows what a program does with cloud phones: it lists them, installs an app on a server's phones, restarts sixty,
// watches until all are done, reads the details of an error, swipes, and records five seconds of sound.
//
// README.md in the folder above says how to make the stubs and how to run it.

import { basename } from "node:path";
import { parseArgs } from "node:util";
import type { CallOptions, Client, ClientUnaryCall, ServiceError } from "@grpc/grpc-js";
import { Metadata } from "@grpc/grpc-js";
import { describe, explain, statusOf } from "./errors.js";
import { type Gateway, gatewayAt } from "./gateway.js";
import { record } from "./recording.js";
import { AdbServiceClient, InstallApkRequest } from "./stubs/cloudphone/v1/adb_service.js";
import { ArtifactServiceClient, CreateUploadRequest } from "./stubs/cloudphone/v1/artifact_service.js";
import { InputServiceClient, SwipeRequest } from "./stubs/cloudphone/v1/input_service.js";
import type { JobGroup, JobProgress } from "./stubs/cloudphone/v1/job.js";
import { JobServiceClient } from "./stubs/cloudphone/v1/job_service.js";
import type { Phone } from "./stubs/cloudphone/v1/phone.js";
import { BatchRestartPhonesRequest, ListPhonesRequest } from "./stubs/cloudphone/v1/phone_service.js";
import { PhoneServiceClient } from "./stubs/cloudphone/v1/phone_service.js";
import { put } from "./upload.js";
import { type Names, watch } from "./watching.js";

const CALL_MS = 60_000; // gRPC itself sets no deadline: without one a call may wait for ever.
const TO_RESTART = 60;

type Callback<Response> = (error: ServiceError | null, response: Response) => void;
type Unary<Request, Response> = (
  request: Request, metadata: Metadata, options: Partial<CallOptions>, callback: Callback<Response>,
) => ClientUnaryCall;

/** A call as a promise. */
function call<Request, Response>(
  client: Client, method: Unary<Request, Response>, request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    method.call(client, request, new Metadata(), { deadline: Date.now() + CALL_MS }, (error, response) =>
      error ? reject(error) : resolve(response));
  });
}

/** The services that the steps use. They share one connection: grpc-js keeps one for an address and its options. */
function connect({ address, security, options }: Gateway) {
  return {
    adb: new AdbServiceClient(address, security, options),
    artifacts: new ArtifactServiceClient(address, security, options),
    input: new InputServiceClient(address, security, options),
    jobs: new JobServiceClient(address, security, options),
    phones: new PhoneServiceClient(address, security, options),
  };
}
type Services = ReturnType<typeof connect>;

/** Every phone, page by page. An empty token is the only sign of the end: a page may be short before. */
async function listPhones({ phones }: Services): Promise<Phone[]> {
  const found: Phone[] = [];
  let [pages, pageToken] = [0, ""];
  do {
    const page = await call(phones, phones.listPhones, ListPhonesRequest.fromPartial({ pageSize: 50, pageToken }));
    found.push(...page.phones);
    pageToken = page.nextPageToken;
    ++pages;
  } while (pageToken !== "");
  console.log(`listed ${found.length} phones on ${pages} pages`);
  return found.sort((a, b) => (a.phoneName < b.phoneName ? -1 : 1));
}

/**
 * Puts a file where the vendor's service fetches it, and gives its name there. The bytes do not go through the gateway.
 */
async function upload({ artifacts }: Services, path: string): Promise<string> {
  const made = await call(artifacts, artifacts.createUpload, CreateUploadRequest.fromPartial({
    fileName: basename(path), contentType: "application/vnd.android.package-archive",
  }));
  await put(path, made);
  return made.objectUri;
}

/** Uploads an apk and installs it on all phones of a server. */
async function install(services: Services, apk: string, serverId: string, names: Names): Promise<void> {
  const object = await upload(services, apk);
  const { adb, jobs } = services;
  const { group } = await call(adb, adb.installApk, InstallApkRequest.fromPartial({
    content: ["-r", object], serverIds: [serverId],
  }));
  printRefused(group, names);
  console.log(`installed ${basename(apk)}: ${counts(await watch(jobs, group, names))}`);
}

/** Restarts phones. One that fails is a result, not an error. */
async function restart({ phones, jobs }: Services, chosen: Phone[], names: Names): Promise<void> {
  const request = BatchRestartPhonesRequest.fromPartial({ phones: chosen.map(({ phoneId }) => ({ phoneId })) });
  const { group } = await call(phones, phones.batchRestartPhones, request);
  printRefused(group, names);
  const progress = await watch(jobs, group, names);
  console.log(`restarted ${chosen.length} phones: ${counts(progress)}, ${group?.refused.length} refused`);
}

/** The targets that were refused at once: they have no job, so no watch tells of them. */
function printRefused(group: JobGroup | undefined, names: Names): void {
  for (const { phoneId, error } of group?.refused ?? []) {
    console.log(`${names.get(phoneId) ?? phoneId} refused: ${explain(error)}`);
  }
}

function counts(progress: JobProgress | undefined): string {
  return `${progress?.succeeded ?? 0} succeeded, ${progress?.failed ?? 0} failed`;
}

/** Shows what an error says. */
async function askForUnknown({ phones }: Services): Promise<void> {
  try {
    await call(phones, phones.getPhone, { phoneId: "nobody" });
  } catch (error) {
    console.log(`an unknown phone is ${explain(statusOf(error as ServiceError))}`);
    return;
  }
  throw new Error("there is a phone called nobody");
}

/** Draws a finger over the screen. The gateway scales from the screen that we count in to the phone's own. */
async function swipe({ input }: Services, phone: Phone): Promise<void> {
  await call(input, input.swipe, SwipeRequest.fromPartial({
    phoneId: phone.phoneId, screenWidth: 1080, screenHeight: 1920,
    fromX: 270, fromY: 960, toX: 540, toY: 960, duration: { nanos: 300_000_000 },
  }));
  console.log(`swiped on ${phone.phoneName}`);
}

async function tour(gateway: Gateway, apk: string, wav: string): Promise<void> {
  const services = connect(gateway);
  try {
    const phones = await listPhones(services);
    const [first] = phones;
    if (first === undefined) throw new Error("there are no phones");
    const names = new Map(phones.map((phone) => [phone.phoneId, phone.phoneName]));
    await install(services, apk, first.serverId, names);
    await restart(services, phones.slice(-TO_RESTART), names);
    await askForUnknown(services);
    await swipe(services, first);
    await record(gateway, first, wav);
  } finally {
    for (const client of Object.values(services)) client.close();
  }
}

const { values } = parseArgs({
  options: {
    address: { type: "string", default: "127.0.0.1:50051" },
    apk: { type: "string", default: "app.apk" },
    wav: { type: "string", default: "tour.wav" },
    ca_file: { type: "string" }, // Of who may vouch for the gateway; without it plain text.
    account: { type: "string" }, // Whose phones, where the gateway has several accounts.
  },
});
try {
  await tour(gatewayAt(values.address, values.ca_file, values.account), values.apk, values.wav);
} catch (error) {
  console.error(describe(error));
  process.exitCode = 1;
}
