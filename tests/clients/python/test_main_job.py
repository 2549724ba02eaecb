"""The main job and the shape of errors, as a foreign client sees them."""

import subprocess
import sys

import grpc
import pytest
from conftest import PROGRAMS, Gateway
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status

import restart_and_watch
from cloudphone.v1 import job_pb2, job_service_pb2, job_service_pb2_grpc
from cloudphone.v1 import phone_pb2, phone_service_pb2, phone_service_pb2_grpc


@pytest.fixture()
def phones(channel):
    return phone_service_pb2_grpc.PhoneServiceStub(channel)


@pytest.fixture()
def jobs(channel):
    return job_service_pb2_grpc.JobServiceStub(channel)


def all_phones(phones, **filters):
    return list(phones.ListPhones(phone_service_pb2.ListPhonesRequest(page_size=200, **filters), timeout=10).phones)


def details(error):
    """The rich details of a failed call, by the name of their type."""
    found = {}
    for detail in rpc_status.from_call(error).details:
        name = detail.type_url.rsplit(".", 1)[-1]
        assert name not in found, "each detail type at most once"
        found[name] = getattr(error_details_pb2, name)()
        assert detail.Unpack(found[name])
    return found


def fails(call, request, **options):
    with pytest.raises(grpc.RpcError) as caught:
        call(request, timeout=options.pop("timeout", 10), **options)
    return caught.value


def restart(phones, *phone_ids):
    request = phone_service_pb2.BatchRestartPhonesRequest()
    for phone_id in phone_ids:
        request.phones.add(phone_id=phone_id)
    return phones.BatchRestartPhones(request, timeout=10)


def test_restarts_and_watches_until_all_is_done(gateway, channel, capsys):
    assert restart_and_watch.restart_and_watch(channel, 5)
    out = capsys.readouterr().out
    assert "5 of 5 done" in out
    assert out.count("JOB_STATE_SUCCEEDED") == 5
    assert "JOB_STATE_RUNNING" in out, "the stream shows jobs at work"


def test_a_restarted_phone_is_not_running_when_the_call_answers(phones, jobs):
    phone = all_phones(phones, state=phone_pb2.PHONE_STATE_RUNNING)[-1]
    group = restart(phones, phone.phone_id).group
    seen = phones.GetPhone(phone_service_pb2.GetPhoneRequest(phone_id=phone.phone_id)).phone
    assert seen.state == phone_pb2.PHONE_STATE_RESTARTING
    list(jobs.WatchJobs(job_service_pb2.WatchJobsRequest(request_ids=group.request_ids)))
    seen = phones.GetPhone(phone_service_pb2.GetPhoneRequest(phone_id=phone.phone_id)).phone
    assert seen.state == phone_pb2.PHONE_STATE_RUNNING
    job = jobs.GetJob(job_service_pb2.GetJobRequest(job_id=group.jobs[0].job_id)).job
    assert job.state == job_pb2.JOB_STATE_SUCCEEDED
    assert job.end_time.seconds >= job.begin_time.seconds > 0


def test_pages_show_every_phone_once(phones):
    token, seen = "", []
    for _ in range(10):
        page = phones.ListPhones(phone_service_pb2.ListPhonesRequest(page_size=50, page_token=token), timeout=10)
        assert page.total_size == 120
        seen += [phone.phone_id for phone in page.phones]
        token = page.next_page_token
        if not token:
            break
    assert len(seen) == 120 and len(set(seen)) == 120


def test_a_frozen_phone_is_refused_and_the_others_go_on(phones, jobs):
    frozen = all_phones(phones, state=phone_pb2.PHONE_STATE_FROZEN)
    stopped = all_phones(phones, state=phone_pb2.PHONE_STATE_STOPPED)
    assert len(frozen) == 1 and len(stopped) == 1
    group = restart(phones, frozen[0].phone_id, stopped[0].phone_id, "0" * 32).group
    assert [job.phone_id for job in group.jobs] == [stopped[0].phone_id]
    refused = {refusal.phone_id: refusal.error for refusal in group.refused}
    assert refused[frozen[0].phone_id].code == grpc.StatusCode.FAILED_PRECONDITION.value[0]
    assert refused["0" * 32].code == grpc.StatusCode.NOT_FOUND.value[0]
    list(jobs.WatchJobs(job_service_pb2.WatchJobsRequest(request_ids=group.request_ids)))


def test_a_failed_job_says_why(phones, jobs):
    bad = all_phones(phones, phone_name="cph-server-2-00058")[0]
    group = restart(phones, bad.phone_id).group
    last = list(jobs.WatchJobs(job_service_pb2.WatchJobsRequest(request_ids=group.request_ids)))[-1]
    assert last.progress.failed == 1
    assert last.jobs[0].error.code == grpc.StatusCode.DEADLINE_EXCEEDED.value[0]
    seen = phones.GetPhone(phone_service_pb2.GetPhoneRequest(phone_id=bad.phone_id)).phone
    assert seen.state == phone_pb2.PHONE_STATE_RESTART_FAILED
    assert seen.upstream_state == -6


def test_an_unknown_phone_is_named(phones):
    error = fails(phones.GetPhone, phone_service_pb2.GetPhoneRequest(phone_id="f" * 32))
    assert error.code() == grpc.StatusCode.NOT_FOUND
    found = details(error)
    assert found["ErrorInfo"].reason == "PHONE_NOT_FOUND"
    assert found["ErrorInfo"].domain == "cloudphone"
    assert found["ErrorInfo"].metadata["upstream_code"] == "CPS.0005"
    assert found["ErrorInfo"].metadata["operation"] == "ShowCloudPhoneDetail"
    assert len(found["ErrorInfo"].metadata["upstream_request_id"]) == 32
    assert (found["ResourceInfo"].resource_type, found["ResourceInfo"].resource_name) == ("phone", "f" * 32)


RESTART = phone_service_pb2.BatchRestartPhonesRequest
LIST = phone_service_pb2.ListPhonesRequest


def targets(*phone_ids):
    return RESTART(phones=[phone_service_pb2.PhoneToRestart(phone_id=phone_id) for phone_id in phone_ids])


@pytest.mark.parametrize("method, request_message, field", [
    ("GetPhone", phone_service_pb2.GetPhoneRequest(), "phone_id"),
    ("GetPhone", phone_service_pb2.GetPhoneRequest(phone_id="a" * 33), "phone_id"),
    ("GetPhone", phone_service_pb2.GetPhoneRequest(phone_id=".."), "phone_id"),
    ("ListPhones", LIST(page_size=-1), "page_size"),
    ("ListPhones", LIST(page_token="made up"), "page_token"),
    ("ListPhones", LIST(server_id="a" * 33), "server_id"),
    ("BatchRestartPhones", RESTART(), "phones"),
    ("BatchRestartPhones", targets("a", ""), "phones[1].phone_id"),
    ("BatchRestartPhones", targets("a", "b", "a"), "phones[2].phone_id"),
    ("BatchRestartPhones", targets(*[f"{i:032x}" for i in range(1001)]), "phones"),
])
def test_bad_input_names_its_field(phones, method, request_message, field):
    error = fails(getattr(phones, method), request_message)
    assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
    found = details(error)
    assert [violation.field for violation in found["BadRequest"].field_violations] == [field]
    assert "upstream_request_id" not in found["ErrorInfo"].metadata, "nothing was sent upstream"


def test_a_page_token_is_bound_to_its_arguments(phones):
    token = phones.ListPhones(LIST(page_size=5, phone_name="cph")).next_page_token
    error = fails(phones.ListPhones, LIST(page_size=5, phone_name="other", page_token=token))
    assert details(error)["BadRequest"].field_violations[0].field == "page_token"


def test_the_request_id_of_the_caller_comes_back(phones):
    _, call = phones.ListPhones.with_call(LIST(), metadata=[("x-request-id", "mine-1")])
    assert ("x-request-id", "mine-1") in [tuple(item) for item in call.initial_metadata()]


def test_a_deadline_that_has_passed(phones):
    assert fails(phones.ListPhones, LIST(), timeout=0.0).code() == grpc.StatusCode.DEADLINE_EXCEEDED


def test_a_cancelled_watch_leaves_the_gateway_well(phones, jobs):
    group = restart(phones, all_phones(phones, state=phone_pb2.PHONE_STATE_RUNNING)[0].phone_id).group
    watch = jobs.WatchJobs(job_service_pb2.WatchJobsRequest(request_ids=group.request_ids))
    next(watch)
    watch.cancel()
    assert len(all_phones(phones)) == 120


def test_health_and_reflection(channel):
    health = health_pb2_grpc.HealthStub(channel)
    for service in ("", "cloudphone.v1.PhoneService", "cloudphone.v1.JobService"):
        assert health.Check(health_pb2.HealthCheckRequest(service=service)).status == health_pb2.HealthCheckResponse.SERVING
    reflection = reflection_pb2_grpc.ServerReflectionStub(channel)
    requests = [reflection_pb2.ServerReflectionRequest(list_services=""),
                reflection_pb2.ServerReflectionRequest(file_containing_symbol="grpc.health.v1.Health")]
    listed, described = list(reflection.ServerReflectionInfo(iter(requests)))
    names = {service.name for service in listed.list_services_response.service}
    assert {"cloudphone.v1.PhoneService", "cloudphone.v1.JobService", "grpc.health.v1.Health"} <= names
    assert described.file_descriptor_response.file_descriptor_proto, described


def test_sigterm_ends_watches_and_the_program():
    running = Gateway("--drain_timeout=5s")
    with grpc.insecure_channel(running.address) as channel:
        jobs = job_service_pb2_grpc.JobServiceStub(channel)
        watch = jobs.WatchJobs(job_service_pb2.WatchJobsRequest(request_ids=["0" * 32]))
        watch.initial_metadata()  # The watch is on.
        code, log = running.stop()
        assert code == 0, log
        with pytest.raises(grpc.RpcError) as caught:
            next(watch)
        assert caught.value.code() == grpc.StatusCode.UNAVAILABLE
        assert details(caught.value)["RetryInfo"].retry_delay.seconds == 1


@pytest.mark.parametrize("flags, words", [
    (["--listne=1"], "--listne"),
    (["--listen=0.0.0.0:0"], "--listen"),
    (["--listen=nonsense"], "--listen"),
    (["--ca_file=/no/such/file"], "/no/such/file"),
    (["--upstream=ftp://x.example"], "--upstream"),
    (["--region=cn-north-4"], "HUAWEICLOUD_SDK_AK"),
    (["positional"], "positional"),
    (["--log_level=loud"], "--log_level"),
])
def test_a_bad_flag_is_one_line_and_exit_code_2(flags, words):
    ended = subprocess.run([PROGRAMS / "cloudphone-gateway", *flags], capture_output=True, text=True, timeout=30,
                           env={"PATH": "/usr/bin:/bin"}, check=False)
    assert ended.returncode == 2, ended.stderr
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1 and words in lines[0], ended.stderr


def test_a_port_in_use_is_one_line_and_exit_code_2(gateway):
    ended = subprocess.run([PROGRAMS / "cloudphone-gateway", f"--listen={gateway.address}"], capture_output=True,
                           text=True, timeout=30, env={"PATH": "/usr/bin:/bin"}, check=False)
    assert ended.returncode == 2
    assert gateway.address in ended.stderr and len(ended.stderr.strip().splitlines()) == 1, ended.stderr


if __name__ == "__main__":
    sys.exit(pytest.main([__file__]))
