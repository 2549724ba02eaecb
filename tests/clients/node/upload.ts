// Sends files to the vendor's object store.

import { once } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { pipeline } from "node:stream/promises";
import { reasonOf } from "./errors.js";
import type { CreateUploadResponse } from "./stubs/cloudphone/v1/artifact_service.js";

const UPLOAD_MS = 600_000;

/**
 * Sends a file by an HTTP PUT, as the answer of createUpload says. It is read while it is sent: fetch, of Node 20,
 * would read ahead all of it. The URL is a secret: it works for whoever has it, so it is in no error.
 */
export async function put(path: string, { url, headers }: CreateUploadResponse): Promise<void> {
  const { size } = await stat(path);
  const { request } = url.startsWith("https:") ? https : http;
  const upload = request(url, {
    method: "PUT",
    headers: { ...headers, "Content-Length": size }, // They are signed: exactly these.
    signal: AbortSignal.timeout(UPLOAD_MS),
  });
  const [[answer]] = await Promise.all([once(upload, "response"), pipeline(createReadStream(path), upload)]).catch(
    (error: unknown) => {
      throw new Error(`the upload failed: ${reasonOf(error)}`);
    });
  answer.resume(); // Only its status counts.
  if (answer.statusCode !== 200) throw new Error(`the upload was answered with ${answer.statusCode}`);
}
