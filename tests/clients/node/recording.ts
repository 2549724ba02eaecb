// Records a phone's sound.

import { writeFile } from "node:fs/promises";
import { explain } from "./errors.js";
import type { Gateway } from "./gateway.js";
import { AudioCodec, type AudioFormat } from "./stubs/cloudphone/v1/audio.js";
import { AudioServiceClient, StreamAudioRequest } from "./stubs/cloudphone/v1/audio_service.js";
import type { Phone } from "./stubs/cloudphone/v1/phone.js";

const SECONDS = 5;

function bytesOf(format: AudioFormat, seconds: number): number {
  return seconds * format.sampleRate * format.channels * (format.bitDepth / 8);
}

/** The head of a WAV file; its PCM is little-endian as ours is. */
function wavHead(format: AudioFormat, bytes: number): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20); // PCM.
  head.writeUInt16LE(format.channels, 22);
  head.writeUInt32LE(format.sampleRate, 24);
  head.writeUInt32LE(bytesOf(format, 1), 28);
  head.writeUInt16LE((format.channels * format.bitDepth) / 8, 32);
  head.writeUInt16LE(format.bitDepth, 34);
  head.write("data", 36);
  head.writeUInt32LE(bytes, 40);
  return head;
}

/**
 * Listens to a phone and writes a WAV file. Live sound does not wait: the loop only keeps what comes, and what was
 * dropped all the same becomes silence of the same length.
 *
 * The sound has a channel of its own whose windows are 64 KB, so that no seconds of stale sound lie in the network,
 * where the gateway cannot drop them. That is grpc-js' default; who raises it for bulk transfers does so elsewhere.
 */
export async function record(gateway: Gateway, phone: Phone, path: string): Promise<void> {
  const options = { ...gateway.options, "grpc-node.flow_control_window": 65535 };
  const client = new AudioServiceClient(gateway.address, gateway.security, options);
  const stream = client.streamAudio(
    StreamAudioRequest.fromPartial({ phoneId: phone.phoneId, codec: AudioCodec.AUDIO_CODEC_PCM, sampleRate: 48000 }),
    { deadline: Date.now() + 2 * SECONDS * 1000 },
  );
  stream.on("error", () => {}); // cancel() ends in an error, when the loop no longer listens.
  try {
    const sound: Buffer[] = [];
    let format: AudioFormat | undefined;
    let [bytes, dropped] = [0, 0];
    for await (const message of stream) {
      if (message.started !== undefined) format = message.started; // First of all.
      if (message.status?.error !== undefined) console.log(`no sound now: ${explain(message.status.error)}`);
      if (message.frame === undefined || format === undefined) continue;
      dropped += message.droppedBefore;
      sound.push(Buffer.alloc(message.droppedBefore * message.frame.data.length), Buffer.from(message.frame.data));
      bytes += (message.droppedBefore + 1) * message.frame.data.length;
      if (bytes >= bytesOf(format, SECONDS)) break;
    }
    if (format === undefined || bytes < bytesOf(format, SECONDS)) throw new Error("somebody stopped the audio");
    const wanted = bytesOf(format, SECONDS);
    await writeFile(path, Buffer.concat([wavHead(format, wanted), Buffer.concat(sound).subarray(0, wanted)]));
    console.log(`recorded ${SECONDS} s of ${phone.phoneName}, ${dropped} frames are missing`);
  } finally {
    stream.cancel(); // Says "stop".
    client.close();
  }
}
