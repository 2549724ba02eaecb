"""Shows what a program does with cloud phones.

It lists them, installs an app on a server's phones, restarts sixty, watches until all are done, reads the details of
an error, swipes, and records five seconds of sound. README.md in the folder above says how to make the stubs and how to
run it.
"""

import argparse
import http.client
import pathlib
import sys
import time
import urllib.error
import urllib.request
import wave

import grpc
from cloudphone.v1 import adb_service_pb2, adb_service_pb2_grpc, artifact_service_pb2, artifact_service_pb2_grpc
from cloudphone.v1 import audio_pb2, audio_service_pb2, audio_service_pb2_grpc
from cloudphone.v1 import input_service_pb2, input_service_pb2_grpc
from cloudphone.v1 import job_pb2, job_service_pb2, job_service_pb2_grpc, phone_service_pb2, phone_service_pb2_grpc
from google.protobuf import duration_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

CALL_TIME = 60  # gRPC itself sets no deadline: without one a call may wait for ever.
WATCH_TIME = 600
SOUND_TIME = 5
TO_RESTART = 60


class StepFailed(Exception):
    """A step that went wrong without a failed call."""


class Account(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):
    """Says with each call whose phones are meant, to a gateway of several accounts."""

    def __init__(self, name):
        self.metadata = [("x-cloudphone-account", name)]

    def intercept_unary_unary(self, continuation, client_call_details, request):
        return continuation(client_call_details._replace(metadata=self.metadata), request)

    intercept_unary_stream = intercept_unary_unary


def connect(address, ca_file=None, account=None):
    """Opens a channel for calls and sound: with TLS to whom the authorities in a file vouch for, else in plain text.

    With windows that grow, as they do by default, seconds of stale sound may lie in the network, where the gateway
    cannot drop them: with these two arguments at most some frames.
    """
    options = [("grpc.http2.bdp_probe", 0), ("grpc.http2.lookahead_bytes", 16384)]
    if ca_file:
        channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(ca_file.read_bytes()), options)
    else:
        channel = grpc.insecure_channel(address, options)
    return grpc.intercept_channel(channel, Account(account)) if account else channel


def status_of(error):
    """The rich status that travels beside the error of a call."""
    return rpc_status.from_call(error) or status_pb2.Status(code=error.code().value[0], message=error.details())


def pause_after(error):
    """After how many seconds a call that was UNAVAILABLE is to be made again; None: the gateway does not say so."""
    if error.code() == grpc.StatusCode.UNAVAILABLE:
        retry = error_details_pb2.RetryInfo()
        for detail in status_of(error).details:
            if detail.Unpack(retry):
                return retry.retry_delay.ToTimedelta().total_seconds()
    return None


def explain(failure):
    """An error in a line: its code, its reason, and what it is about.

    A program decides by code and reason; the message is for people.
    """
    words = [code_pb2.Code.Name(failure.code) + ":"]
    info, resource = error_details_pb2.ErrorInfo(), error_details_pb2.ResourceInfo()
    bad, retry = error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    for detail in failure.details:
        if detail.Unpack(info):
            words.append(info.reason)
        elif detail.Unpack(resource):
            words.append(f"({resource.resource_type} {resource.resource_name})")
        elif detail.Unpack(bad):
            words.extend(f"[{violation.field}]" for violation in bad.field_violations)
        elif detail.Unpack(retry):
            words.append(f"(again in {retry.retry_delay.seconds} s)")
    return " ".join([*words, failure.message])


def list_phones(channel):
    """Every phone, page by page. An empty token is the only sign of the end: a page may be short before."""
    stub = phone_service_pb2_grpc.PhoneServiceStub(channel)
    request = phone_service_pb2.ListPhonesRequest(page_size=50)
    phones, pages = [], 0
    while not pages or request.page_token:
        page = stub.ListPhones(request, timeout=CALL_TIME)
        phones.extend(page.phones)
        request.page_token = page.next_page_token
        pages += 1
    print(f"listed {len(phones)} phones on {pages} pages")
    return sorted(phones, key=lambda phone: phone.phone_name)


def upload(channel, path):
    """Puts a file where the vendor's service fetches it, and returns its name there.

    The bytes do not go through the gateway. The URL is a secret: it works for whoever has it, so it is not printed.
    """
    made = artifact_service_pb2_grpc.ArtifactServiceStub(channel).CreateUpload(
        artifact_service_pb2.CreateUploadRequest(
            file_name=path.name, content_type="application/vnd.android.package-archive"), timeout=CALL_TIME)
    # The headers are signed: exactly these, and the length, without which urllib would send chunks. Without a
    # Content-Type among them it would add one of its own.
    headers = {**made.headers, "Content-Length": str(path.stat().st_size)}
    with path.open("rb") as file:
        put = urllib.request.Request(made.url, data=file, headers=headers, method="PUT")
        try:
            with urllib.request.urlopen(put, timeout=CALL_TIME):  # So long may the store be silent.
                return made.object_uri
        except urllib.error.HTTPError as error:
            raise StepFailed(f"the upload was answered with {error.code}") from None
        except (OSError, http.client.HTTPException) as error:
            raise StepFailed(f"the upload failed: {getattr(error, 'reason', error)}") from None


def install(channel, apk, server_id, names):
    """Uploads an apk and installs it on all phones of a server. `names` has the phones' names by their ids."""
    name = upload(channel, apk)
    group = adb_service_pb2_grpc.AdbServiceStub(channel).InstallApk(
        adb_service_pb2.InstallApkRequest(content=["-r", name], server_ids=[server_id]), timeout=CALL_TIME).group
    print_refused(group, names)
    print(f"installed {apk.name}: {counts(watch(channel, group, names))}")


def restart(channel, phones, names):
    """Restarts phones. One that fails is a result, not an error."""
    request = phone_service_pb2.BatchRestartPhonesRequest(
        phones=[phone_service_pb2.PhoneToRestart(phone_id=phone.phone_id) for phone in phones])
    group = phone_service_pb2_grpc.PhoneServiceStub(channel).BatchRestartPhones(request, timeout=CALL_TIME).group
    print_refused(group, names)
    progress = watch(channel, group, names)
    print(f"restarted {len(phones)} phones: {counts(progress)}, {len(group.refused)} refused")


def watch(channel, group, names):
    """Watches the jobs of a group until all are final; prints those that fail and returns how many did what.

    A gateway that drains ends the watch, and so does a watch's age: with a time after which to ask again. The next
    watch begins with all jobs, so nothing is lost, but who failed is told again.
    """
    progress, told = job_pb2.JobProgress(), set()
    if not group.request_ids:  # All targets were refused.
        return progress
    stub = job_service_pb2_grpc.JobServiceStub(channel)
    request = job_service_pb2.WatchJobsRequest(request_ids=group.request_ids)
    end = time.monotonic() + WATCH_TIME
    while True:
        try:
            for update in stub.WatchJobs(request, timeout=end - time.monotonic(), wait_for_ready=True):
                for job in update.jobs:  # First all jobs, then those that changed.
                    if job.state == job_pb2.JOB_STATE_FAILED and job.job_id not in told:
                        told.add(job.job_id)
                        print(f"{names.get(job.phone_id, job.phone_id)} failed: {explain(job.error)}")
                if update.HasField("progress"):
                    progress = update.progress
            return progress
        except grpc.RpcError as error:
            pause = pause_after(error)
            if pause is None or time.monotonic() + pause > end:
                raise
            time.sleep(pause)


def print_refused(group, names):
    """Shows the targets that were refused at once: they have no job, so no watch tells of them."""
    for refusal in group.refused:
        print(f"{names.get(refusal.phone_id, refusal.phone_id)} refused: {explain(refusal.error)}")


def counts(progress):
    return f"{progress.succeeded} succeeded, {progress.failed} failed"


def ask_for_unknown(channel):
    """Shows what an error says."""
    try:
        phone_service_pb2_grpc.PhoneServiceStub(channel).GetPhone(
            phone_service_pb2.GetPhoneRequest(phone_id="nobody"), timeout=CALL_TIME)
    except grpc.RpcError as error:
        print(f"an unknown phone is {explain(status_of(error))}")
        return
    raise StepFailed("there is a phone called nobody")


def swipe(channel, phone):
    """Draws a finger over the screen. The gateway scales from the screen that we count in to the phone's own."""
    input_service_pb2_grpc.InputServiceStub(channel).Swipe(
        input_service_pb2.SwipeRequest(
            phone_id=phone.phone_id, screen_width=1080, screen_height=1920, from_x=270, from_y=960, to_x=540, to_y=960,
            duration=duration_pb2.Duration(nanos=300_000_000)), timeout=CALL_TIME)
    print(f"swiped on {phone.phone_name}")


def bytes_of(audio_format, seconds):
    return seconds * audio_format.sample_rate * audio_format.channels * audio_format.bit_depth // 8


def listen(stream):
    """Takes sound from a stream until there is enough; returns its format, the sound and how many frames are missing.

    Live sound does not wait: the loop only keeps what comes, and what was dropped all the same becomes silence of the
    same length.
    """
    started, sound, dropped = None, bytearray(), 0
    for message in stream:
        kind = message.WhichOneof("kind")
        if kind == "started":  # First of all.
            started = message.started
        elif kind == "frame":
            dropped += message.dropped_before
            sound += bytes(message.dropped_before * len(message.frame.data)) + message.frame.data
            if len(sound) >= bytes_of(started, SOUND_TIME):
                return started, sound[:bytes_of(started, SOUND_TIME)], dropped
        elif message.status.HasField("error"):  # Not the end: it is tried again while we listen.
            print(f"no sound now: {explain(message.status.error)}")
    raise StepFailed("somebody stopped the audio")


def record(channel, phone, path):
    """Listens to a phone and writes a WAV file."""
    stream = audio_service_pb2_grpc.AudioServiceStub(channel).StreamAudio(
        audio_service_pb2.StreamAudioRequest(
            phone_id=phone.phone_id, codec=audio_pb2.AUDIO_CODEC_PCM, sample_rate=48000), timeout=2 * SOUND_TIME)
    try:
        started, sound, dropped = listen(stream)
    finally:
        stream.cancel()  # Says "stop".
    with wave.open(str(path), "wb") as file:
        file.setnchannels(started.channels)
        file.setsampwidth(started.bit_depth // 8)
        file.setframerate(started.sample_rate)
        file.writeframes(sound)
    print(f"recorded {SOUND_TIME} s of {phone.phone_name}, {dropped} frames are missing")


def tour(channel, apk, wav):
    """Takes all steps; the first that fails raises."""
    phones = list_phones(channel)
    if not phones:
        raise StepFailed("there are no phones")
    names = {phone.phone_id: phone.phone_name for phone in phones}
    install(channel, apk, phones[0].server_id, names)
    restart(channel, phones[-TO_RESTART:], names)
    ask_for_unknown(channel)
    swipe(channel, phones[0])
    record(channel, phones[0], wav)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", default="127.0.0.1:50051", help="of the gateway")
    parser.add_argument("--apk", type=pathlib.Path, default="app.apk", help="the app to install")
    parser.add_argument("--wav", type=pathlib.Path, default="tour.wav", help="where the sound goes")
    parser.add_argument("--ca_file", type=pathlib.Path, help="of who may vouch for the gateway; none: plain text")
    parser.add_argument("--account", help="whose phones, where the gateway has several accounts")
    arguments = parser.parse_args()
    try:
        with connect(arguments.address, arguments.ca_file, arguments.account) as channel:
            tour(channel, arguments.apk, arguments.wav)
    except grpc.RpcError as error:
        print(explain(status_of(error)), file=sys.stderr)
        return 1
    except (OSError, StepFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
