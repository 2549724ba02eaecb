// Watches jobs to their end.

import { setTimeout } from "node:timers/promises";
import { Metadata } from "@grpc/grpc-js";
import { explain, pauseAfter } from "./errors.js";
import { type Job, type JobGroup, type JobProgress, JobState } from "./stubs/cloudphone/v1/job.js";
import type { JobServiceClient } from "./stubs/cloudphone/v1/job_service.js";

const WATCH_MS = 600_000;

/** The names of phones by their ids. */
export type Names = ReadonlyMap<string, string>;

/**
 * Watches the jobs of a group until all are final; prints those that fail and gives how many did what.
 *
 * A gateway that drains ends the watch, and so does a watch's age: with a time after which to ask again. The next watch
 * begins with all jobs, so nothing is lost, but who failed is told again.
 */
export async function watch(
  jobs: JobServiceClient, group: JobGroup | undefined, names: Names,
): Promise<JobProgress | undefined> {
  const requestIds = group?.requestIds ?? [];
  if (requestIds.length === 0) return undefined; // All targets were refused.
  const told = new Set<string>();
  const deadline = Date.now() + WATCH_MS;
  for (;;) {
    try {
      let progress: JobProgress | undefined;
      // The loop ends when all jobs are final; an error of the stream is thrown by it.
      for await (const update of jobs.watchJobs({ requestIds }, new Metadata({ waitForReady: true }), { deadline })) {
        for (const job of update.jobs) printFailed(job, names, told); // First all jobs, then those that changed.
        progress = update.progress ?? progress;
      }
      return progress;
    } catch (error) {
      const pause = pauseAfter(error);
      if (pause === undefined || Date.now() + pause > deadline) throw error;
      await setTimeout(pause);
    }
  }
}

function printFailed(job: Job, names: Names, told: Set<string>): void {
  if (job.state !== JobState.JOB_STATE_FAILED || told.has(job.jobId)) return;
  told.add(job.jobId);
  console.log(`${names.get(job.phoneId) ?? job.phoneId} failed: ${explain(job.error)}`);
}
