package tour;

import cloudphone.v1.Job;
import cloudphone.v1.JobGroup;
import cloudphone.v1.JobProgress;
import cloudphone.v1.JobServiceGrpc;
import cloudphone.v1.JobState;
import cloudphone.v1.WatchJobsRequest;
import cloudphone.v1.WatchJobsResponse;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Watches the jobs of a group to their end. */
final class Watcher {
  private final Map<String, String> names;
  private final Set<String> told = new HashSet<>();
  private JobProgress progress = JobProgress.getDefaultInstance();

  private Watcher(Map<String, String> names) {
    this.names = names;
  }

  /**
   * Watches until all jobs are final; prints those that fail, and gives how many did what. The names are those of
   * phones by their ids.
   *
   * <p>A gateway that drains ends the watch, and so does a watch's age: with a time after which to ask again. The next
   * watch begins with all jobs, so nothing is lost, but who failed is told again.
   */
  static JobProgress watch(Channel channel, JobGroup group, Map<String, String> names) throws InterruptedException {
    Watcher watcher = new Watcher(names);
    WatchJobsRequest request = WatchJobsRequest.newBuilder().addAllRequestIds(group.getRequestIdsList()).build();
    Deadline end = Deadline.after(10, TimeUnit.MINUTES);
    boolean done = request.getRequestIdsCount() == 0;  // All targets were refused.
    while (!done) {
      try {
        watcher.follow(JobServiceGrpc.newBlockingStub(channel).withDeadline(end).withWaitForReady().watchJobs(request));
        done = true;
      } catch (StatusRuntimeException failure) {
        Optional<Duration> pause = Errors.pauseAfter(failure);
        if (pause.isEmpty() || end.timeRemaining(TimeUnit.MILLISECONDS) < pause.get().toMillis()) throw failure;
        Thread.sleep(pause.get().toMillis());
      }
    }
    return watcher.progress;
  }

  /** Reads one watch: the iterator ends when all jobs are final; it throws where the stream ends otherwise. */
  private void follow(Iterator<WatchJobsResponse> watch) {
    while (watch.hasNext()) {
      WatchJobsResponse update = watch.next();
      for (Job job : update.getJobsList()) {  // First all jobs, then those that changed.
        if (job.getState() == JobState.JOB_STATE_FAILED && told.add(job.getJobId())) {
          String name = names.getOrDefault(job.getPhoneId(), job.getPhoneId());
          System.out.printf("%s failed: %s%n", name, Errors.explain(job.getError()));
        }
      }
      if (update.hasProgress()) progress = update.getProgress();
    }
  }
}
