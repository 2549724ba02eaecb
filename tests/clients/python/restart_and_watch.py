"""Restarts a few running phones and watches their jobs until all are done.

    bash tests/clients/python/make_stubs.sh
    PYTHONPATH=build/python/stubs build/python/bin/python tests/clients/python/restart_and_watch.py
"""

import argparse
import sys
import time

import grpc
from cloudphone.v1 import job_pb2, job_service_pb2, job_service_pb2_grpc
from cloudphone.v1 import phone_pb2, phone_service_pb2, phone_service_pb2_grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

WATCH_TIME = 600


def explain(error):
    """One line about a failed call: its code, its reason, and the fields or the thing that it is about."""
    parts = [f"{error.code().name}: {error.details()}"]
    status = rpc_status.from_call(error)
    for detail in status.details if status else []:
        for kind in (error_details_pb2.ErrorInfo, error_details_pb2.BadRequest, error_details_pb2.ResourceInfo):
            message = kind()
            if detail.Unpack(message):
                parts.append(f"{kind.DESCRIPTOR.name}({str(message).strip()})".replace("\n", " "))
    return "; ".join(parts)


def pause_after(error):
    """After how many seconds a call that was UNAVAILABLE is to be made again; None: the gateway does not say so."""
    status = rpc_status.from_call(error) if error.code() == grpc.StatusCode.UNAVAILABLE else None
    retry = error_details_pb2.RetryInfo()
    for detail in status.details if status else []:
        if detail.Unpack(retry):
            return retry.retry_delay.ToTimedelta().total_seconds()
    return None


def list_running(phones):
    """Every running phone, page by page."""
    token = ""
    while True:
        page = phones.ListPhones(
            phone_service_pb2.ListPhonesRequest(state=phone_pb2.PHONE_STATE_RUNNING, page_token=token), timeout=10)
        yield from page.phones
        token = page.next_page_token
        if not token:
            return


def restart_and_watch(channel, count):
    """Restarts up to `count` phones; returns whether every job succeeded."""
    phones = phone_service_pb2_grpc.PhoneServiceStub(channel)
    jobs = job_service_pb2_grpc.JobServiceStub(channel)
    chosen = [phone.phone_id for _, phone in zip(range(count), list_running(phones))]
    answer = phones.BatchRestartPhones(
        phone_service_pb2.BatchRestartPhonesRequest(
            phones=[phone_service_pb2.PhoneToRestart(phone_id=phone_id) for phone_id in chosen]), timeout=30)
    for refusal in answer.group.refused:
        print(f"{refusal.phone_id} refused: {refusal.error.message}")
    progress = watch(jobs, answer.group.request_ids) if answer.group.request_ids else job_pb2.JobProgress()
    return progress.failed == 0 and not answer.group.refused


def watch(jobs, request_ids):
    """Prints how jobs change until all are final; returns the last counts."""
    request, progress = job_service_pb2.WatchJobsRequest(request_ids=request_ids), None
    end = time.monotonic() + WATCH_TIME
    while True:
        try:
            for update in jobs.WatchJobs(request, timeout=end - time.monotonic(), wait_for_ready=True):
                for job in update.jobs:
                    print(f"{job.phone_id} {job_pb2.JobState.Name(job.state)} {job.error.message}".rstrip())
                progress = update.progress
                print(f"{progress.succeeded + progress.failed} of {progress.total} done")
            return progress
        except grpc.RpcError as error:  # The gateway drains, or the watch is old: the next begins with all jobs.
            pause = pause_after(error)
            if pause is None or time.monotonic() + pause > end:
                raise
            time.sleep(pause)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", default="127.0.0.1:50051", help="of the gateway")
    parser.add_argument("--count", type=int, default=3, help="how many phones")
    arguments = parser.parse_args()
    with grpc.insecure_channel(arguments.address) as channel:
        try:
            return 0 if restart_and_watch(channel, arguments.count) else 1
        except grpc.RpcError as error:
            print(explain(error), file=sys.stderr)
            return 1


if __name__ == "__main__":
    sys.exit(main())
