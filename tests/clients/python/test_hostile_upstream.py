"""What the gateway makes of an upstream that breaks every rule: a clear error inside the deadline, nothing of the body in
the message, and a next call that is fine."""

import fcntl
import gzip
import json
import os
import pathlib
import socket
import sys
import termios
import threading
import time

import grpc
import pytest
from conftest import Gateway
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from cloudphone.v1 import phone_service_pb2, phone_service_pb2_grpc

GOOD = json.dumps({"request_id": "r" * 32, "count": 0, "phones": []}).encode()


def answer(body, status="200 OK", *headers):
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Upstream:
    """Answers each request with what `script` writes to the connection; counts what arrives."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = "http://127.0.0.1:%d" % self.socket.getsockname()[1]
        self.script = lambda connection: connection.sendall(answer(GOOD))
        self.requests = 0
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with connection:
            try:
                while self.read_request(connection):
                    self.requests += 1
                    if self.script(connection) == "close":
                        return
            except OSError:
                return

    @staticmethod
    def read_request(connection):
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                return False
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = 0
        for line in head.decode().split("\r\n"):
            if line.lower().startswith("content-length:"):
                length = int(line.split(":")[1])
        while len(body) < length:
            body += connection.recv(65536)
        return True


@pytest.fixture(scope="module")
def upstream():
    running = Upstream()
    yield running
    running.socket.close()


@pytest.fixture(scope="module")
def phones(upstream):
    keys = {"HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "SK", "HUAWEICLOUD_SDK_PROJECT_ID": "p" * 32}
    running = Gateway(f"--upstream={upstream.url}", "--log_level=warning", environment=keys)
    with grpc.insecure_channel(running.address) as channel:
        stub = phone_service_pb2_grpc.PhoneServiceStub(channel)
        stub.gateway = running
        yield stub
    code, log = running.stop()
    assert code == 0, log
    assert "SK" not in log.replace("HUAWEICLOUD_SDK", ""), "no secret in the log"


def forever(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")


def slowly(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b" ")
        time.sleep(0.1)


def header_flood(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %s\r\n" % (i, b"y" * 1000) for i in range(1000)))


def send(data):
    return lambda connection: connection.sendall(data)


def send_and_close(data):
    def script(connection):
        connection.sendall(data)
        return "close"
    return script


BOMB = gzip.compress(b" " * (64 << 20))
SECRET = b"SECRET-OF-THE-BODY"

HOSTILE = {
    "broken JSON": (send(answer(b'{"phones": [' + SECRET)), "DATA_LOSS"),
    "wrong types": (send(answer(b'{"count": 1, "phones": {"a": 1}}')), "DATA_LOSS"),
    "HTML from a proxy": (send(answer(b"<html>" + SECRET, "200 OK")), "DATA_LOSS"),
    "HTML with 404": (send(answer(b"<html>" + SECRET, "404 Not Found")), "DATA_LOSS"),
    "HTML with 502": (send(answer(b"<html>" + SECRET, "502 Bad Gateway")), "UNAVAILABLE"),
    "an empty 200": (send(answer(b"")), "DATA_LOSS"),
    "deep nesting": (send(answer(b'{"x":' + b"[" * 100000 + b"]" * 100000 + b"}")), "DATA_LOSS"),
    "broken UTF-8": (send(answer(b'{"phones":[{"phone_id":"a","phone_name":"\xff\xfe"}]}')), "DATA_LOSS"),
    "a body without end": (forever, "RESOURCE_EXHAUSTED"),
    "a gzip bomb": (send(answer(BOMB, "200 OK", "Content-Encoding: gzip")), "RESOURCE_EXHAUSTED"),
    "a broken gzip": (send(answer(b"no gzip", "200 OK", "Content-Encoding: gzip")), "DATA_LOSS"),
    "a slow body": (slowly, "DEADLINE_EXCEEDED"),
    "a header flood": (header_flood, "RESOURCE_EXHAUSTED"),
    "a redirect": (send(answer(b"", "302 Found", "Location: http://127.0.0.1:1/")), "DATA_LOSS"),
    "no answer": (lambda connection: "close", "UNAVAILABLE"),
    "a cut body": (send_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), "UNAVAILABLE"),
    "no HTTP": (send_and_close(b"SSH-2.0-OpenSSH\r\n\r\n"), "DATA_LOSS"),
    "throttling": (send(answer(b'{"error_code":"APIGW.0308","error_msg":"limit:60,time:1 minute"}',
                               "429 Too Many Requests")), "RESOURCE_EXHAUSTED"),
    "a failure of the service": (send(answer(b'{"error_code":"CPS.0003","error_msg":"Service internal error."}',
                                             "500 Internal Server Error")), "UNAVAILABLE"),
    "an error in a 200": (send(answer(b'{"error_code":"CPS.0001","error_msg":"No permission"}')), "PERMISSION_DENIED"),
}
# Refused for certain: the same on a write. Everything else leaves its outcome unknown.
CERTAIN = {"throttling": "RESOURCE_EXHAUSTED", "an error in a 200": "PERMISSION_DENIED"}


def reason(error):
    for detail in rpc_status.from_call(error).details:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return info.reason
    return None


def resident_bytes(process):
    fields = pathlib.Path(f"/proc/{process.pid}/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def fails_and_recovers(phones, upstream, script, call):
    good = upstream.script
    upstream.script = script
    before = upstream.requests
    try:
        with pytest.raises(grpc.RpcError) as caught:
            call()
    finally:
        upstream.script = good
    assert SECRET.decode() not in caught.value.details()
    sent = upstream.requests - before
    assert phones.ListPhones(phone_service_pb2.ListPhonesRequest(), timeout=5).total_size == 0, "the next call is fine"
    return caught.value, sent


@pytest.mark.parametrize("name", HOSTILE)
def test_a_read(phones, upstream, name):
    script, code = HOSTILE[name]
    phones.ListPhones(phone_service_pb2.ListPhonesRequest(), timeout=5)  # A connection is kept.
    memory = resident_bytes(phones.gateway.process)
    error, _ = fails_and_recovers(phones, upstream, script,
                                  lambda: phones.ListPhones(phone_service_pb2.ListPhonesRequest(), timeout=2))
    assert error.code().name == code, error.details()
    assert resident_bytes(phones.gateway.process) - memory < 64 << 20


@pytest.mark.parametrize("name", HOSTILE)
def test_a_write(phones, upstream, name):
    request = phone_service_pb2.BatchRestartPhonesRequest()
    request.phones.add(phone_id="a" * 32)
    error, sent = fails_and_recovers(phones, upstream, HOSTILE[name][0],
                                     lambda: phones.BatchRestartPhones(request, timeout=2))
    assert sent == 1, "a write is never sent twice"
    if name in CERTAIN:
        assert error.code().name == CERTAIN[name]
    else:
        assert (error.code().name, reason(error)) == ("ABORTED", "OUTCOME_UNKNOWN"), error.details()


def test_a_second_answer_that_nobody_asked_for_is_nobodys(phones, upstream):
    stray = json.dumps({"request_id": "s" * 32, "count": 666, "phones": []}).encode()
    asked, sent = threading.Event(), threading.Event()

    def script(connection):
        connection.sendall(answer(GOOD))
        asked.wait(20)
        try:
            connection.sendall(answer(stray))
            while int.from_bytes(fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4)), sys.byteorder):
                time.sleep(0.001)  # It has not left yet: that may wait until the answer before it is acknowledged.
        finally:
            sent.set()

    good = upstream.script
    upstream.script = script
    try:
        for _ in range(5):
            asked.clear()
            sent.clear()
            assert phones.ListPhones(phone_service_pb2.ListPhonesRequest(), timeout=5).total_size == 0
            # Behind the answer and before the next request: nobody could tell it from the answer to that.
            asked.set()
            assert sent.wait(20)
    finally:
        upstream.script = good


def test_a_kept_connection_that_died_costs_a_write_nothing(phones, upstream):
    phones.ListPhones(phone_service_pb2.ListPhonesRequest(), timeout=5)
    good = upstream.script
    upstream.script = lambda connection: connection.sendall(
        answer(json.dumps({"request_id": "r" * 32, "jobs": [{"phone_id": "a" * 32, "job_id": "j"}]}).encode()))
    before = upstream.requests
    request = phone_service_pb2.BatchRestartPhonesRequest()
    request.phones.add(phone_id="a" * 32)
    try:
        group = phones.BatchRestartPhones(request, timeout=5).group
    finally:
        upstream.script = good
    assert [job.job_id for job in group.jobs] == ["j"]
    assert upstream.requests - before == 1


def test_a_target_that_the_answer_does_not_name_is_refused_as_unknown(phones, upstream):
    good = upstream.script
    upstream.script = lambda connection: connection.sendall(
        answer(json.dumps({"request_id": "r" * 32, "jobs": [{"phone_id": "a" * 32, "job_id": "j"}]}).encode()))
    request = phone_service_pb2.BatchRestartPhonesRequest()
    for phone_id in ("a" * 32, "b" * 32):
        request.phones.add(phone_id=phone_id)
    try:
        group = phones.BatchRestartPhones(request, timeout=5).group
    finally:
        upstream.script = good
    assert [(item.phone_id, item.error.code) for item in group.refused] == [
        ("b" * 32, grpc.StatusCode.ABORTED.value[0])]


def test_an_upstream_that_is_not_there():
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    keys = {"HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "SK", "HUAWEICLOUD_SDK_PROJECT_ID": "p" * 32}
    running = Gateway(f"--upstream=http://127.0.0.1:{port}", environment=keys)
    with grpc.insecure_channel(running.address) as channel:
        stub = phone_service_pb2_grpc.PhoneServiceStub(channel)
        request = phone_service_pb2.BatchRestartPhonesRequest()
        request.phones.add(phone_id="a" * 32)
        with pytest.raises(grpc.RpcError) as caught:
            stub.BatchRestartPhones(request, timeout=5)
        assert caught.value.code() == grpc.StatusCode.UNAVAILABLE, "certainly not sent: a write may be tried again"
    assert running.stop()[0] == 0


def test_one_refused_signature_stops_the_account(upstream):
    keys = {"HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "SK", "HUAWEICLOUD_SDK_PROJECT_ID": "p" * 32}
    running = Gateway(f"--upstream={upstream.url}", environment=keys)
    good = upstream.script
    refusal = {"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information: verify aksk "
               "signature fail, canonicalRequest:GET|/v1/|" + SECRET.decode()}
    upstream.script = lambda connection: connection.sendall(answer(json.dumps(refusal).encode(), "401 Unauthorized"))
    before = upstream.requests
    try:
        with grpc.insecure_channel(running.address) as channel:
            stub = phone_service_pb2_grpc.PhoneServiceStub(channel)
            for _ in range(20):
                with pytest.raises(grpc.RpcError) as caught:
                    stub.ListPhones(phone_service_pb2.ListPhonesRequest(), timeout=5)
                assert caught.value.code() == grpc.StatusCode.FAILED_PRECONDITION
                assert reason(caught.value) == "UPSTREAM_LOGIN_REFUSED"
                assert SECRET.decode() not in caught.value.details()
    finally:
        upstream.script = good
    assert upstream.requests - before == 1, "five bad signatures would lock the key for everybody"
    assert running.stop()[0] == 0


def test_sigterm_with_a_silent_upstream_ends_within_its_bound(upstream):
    keys = {"HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "SK", "HUAWEICLOUD_SDK_PROJECT_ID": "p" * 32}
    running = Gateway(f"--upstream={upstream.url}", "--drain_timeout=1s", environment=keys)
    good = upstream.script
    asked = threading.Event()

    def silence(connection):
        asked.set()
        connection.recv(1)

    try:
        with grpc.insecure_channel(running.address) as channel:
            stub = phone_service_pb2_grpc.PhoneServiceStub(channel)
            stub.ListPhones(phone_service_pb2.ListPhonesRequest(), timeout=5)
            upstream.script = silence
            request = phone_service_pb2.BatchRestartPhonesRequest()
            request.phones.add(phone_id="a" * 32)
            pending = stub.BatchRestartPhones.future(request, timeout=60)
            assert asked.wait(5)
            begin = time.monotonic()
            code, log = running.stop()
            assert code == 0, log
            assert time.monotonic() - begin < 10
            assert pending.exception().code() in (grpc.StatusCode.CANCELLED, grpc.StatusCode.UNAVAILABLE,
                                                  grpc.StatusCode.ABORTED)
    finally:
        upstream.script = good
