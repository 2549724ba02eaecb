package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	cloudphone "example.com/cloudphone/v1"
)

// watching is what is known of the jobs of a group.
type watching struct {
	names    map[string]string // Of phones, by their ids.
	told     map[string]bool   // The jobs that failed and were printed.
	progress *cloudphone.JobProgress
}

// watch watches the jobs of a group until all are final; it prints those that fail and returns how many did what.
//
// A gateway that drains ends the watch, and so does a watch's age: with a time after which to ask again. The next watch
// begins with all jobs, so nothing is lost, but who failed is told again.
func watch(
	ctx context.Context, connection *grpc.ClientConn, group *cloudphone.JobGroup, names map[string]string,
) (*cloudphone.JobProgress, error) {
	jobs := watching{names, map[string]bool{}, &cloudphone.JobProgress{}}
	if len(group.GetRequestIds()) == 0 { // All targets were refused.
		return jobs.progress, nil
	}
	client := cloudphone.NewJobServiceClient(connection)
	for {
		err := jobs.follow(ctx, client, &cloudphone.WatchJobsRequest{RequestIds: group.GetRequestIds()})
		pause, again := pauseAfter(err)
		if !again {
			return jobs.progress, err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil, err
		}
	}
}

// follow reads one watch to its end.
func (jobs *watching) follow(
	ctx context.Context, client cloudphone.JobServiceClient, request *cloudphone.WatchJobsRequest,
) error {
	stream, err := client.WatchJobs(ctx, request, grpc.WaitForReady(true))
	if err != nil {
		return err
	}
	for {
		update, err := stream.Recv()
		if err == io.EOF {
			return nil // All jobs are final.
		}
		if err != nil {
			return err
		}
		for _, job := range update.GetJobs() { // First all jobs, then those that changed.
			if job.GetState() == cloudphone.JobState_JOB_STATE_FAILED && !jobs.told[job.GetJobId()] {
				jobs.told[job.GetJobId()] = true
				name := cmp.Or(jobs.names[job.GetPhoneId()], job.GetPhoneId())
				fmt.Printf("%s failed: %s\n", name, explain(status.FromProto(job.GetError())))
			}
		}
		if update.GetProgress() != nil {
			jobs.progress = update.GetProgress()
		}
	}
}

// pauseAfter tells after which time a call that was UNAVAILABLE is to be made again, if the gateway says so.
func pauseAfter(err error) (time.Duration, bool) {
	failure := status.Convert(err)
	if failure.Code() != codes.Unavailable {
		return 0, false
	}
	for _, detail := range failure.Details() {
		if retry, ok := detail.(*errdetails.RetryInfo); ok {
			return retry.GetRetryDelay().AsDuration(), true
		}
	}
	return 0, false
}
