"""Restarts a few running phones and watches their jobs until all are done.

    bash tests/clients/python/make_stubs.sh
    PYTHONPATH=build/python/stubs build/python/bin/python tests/clients/python/restart_and_watch.py
"""

import argparse
import sys

import grpc
from cloudphone.v1 import job_pb2, job_service_pb2, job_service_pb2_grpc
from cloudphone.v1 import phone_pb2, phone_service_pb2, phone_service_pb2_grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status


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
    progress = job_pb2.JobProgress()
    for update in jobs.WatchJobs(job_service_pb2.WatchJobsRequest(request_ids=answer.group.request_ids)):
        for job in update.jobs:
            print(f"{job.phone_id} {job_pb2.JobState.Name(job.state)} {job.error.message}".rstrip())
        progress = update.progress
        print(f"{progress.succeeded + progress.failed} of {progress.total} done")
    return progress.failed == 0 and not answer.group.refused


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
