"""Gateways that are told what to do by a file: several accounts, logins, TLS, probes, and what goes wrong with each."""

import http.server
import subprocess
import threading
import time
import urllib.error
import urllib.request

import grpc
import pytest
from conftest import PROGRAMS, Gateway
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status
from google.rpc import error_details_pb2

from cloudphone.v1 import phone_service_pb2, phone_service_pb2_grpc

# The simulator's own.
ENVIRONMENT = {"AK": "SIMULATORACCESSKEY00", "SK": "simulator-secret-key-0123456789abcdefghi",
               "PASSWORD": "simulator-password", "WRONG": "not-the-password", "PROXY_PASSWORD": "of-the-proxy"}
PROJECT = "0123456789abcdef0123456789abcdef"


class Simulator:
    """The cloud as a program of its own; `url` is where it is."""

    def __init__(self, *flags):
        self.process = subprocess.Popen([PROGRAMS / "cloudphone-simulator", "--listen=127.0.0.1:0", *flags],
                                        stdout=subprocess.PIPE, text=True)
        self.url = "http://" + self.process.stdout.readline().split()[-1]

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def simulator():
    running = Simulator()
    yield running
    running.stop()


def account(name, url, credentials, more="", iam=None):
    return f"""
- name: {name}
  region: cn-north-4
  endpoint: {url}
  iam_endpoint: {iam or url}
  credentials: {credentials}{more}"""


KEYS = "{access_key: {environment: AK}, secret_key: {environment: SK}}"


def login(variable="PASSWORD"):
    return "{password: {user: simulator, domain: simulator-domain, password: {environment: %s}}}" % variable


def start(folder, text, *flags):
    path = folder / "config.yaml"
    path.write_text(text)
    return Gateway(f"--config={path}", *flags, environment=ENVIRONMENT)


def list_phones(channel, name=None, timeout=20):
    metadata = [("x-cloudphone-account", name)] if name else []
    phones = phone_service_pb2_grpc.PhoneServiceStub(channel)
    return phones.ListPhones(phone_service_pb2.ListPhonesRequest(page_size=1), metadata=metadata, timeout=timeout).total_size


def failure(channel, name=None):
    """(code, reason, message) of a ListPhones that fails."""
    with pytest.raises(grpc.RpcError) as raised:
        list_phones(channel, name)
    info = error_details_pb2.ErrorInfo()
    for detail in rpc_status.from_call(raised.value).details:
        detail.Unpack(info)
    return raised.value.code(), info.reason, raised.value.details()


def stop(gateway):
    """Ends a gateway; returns its log, in which no secret may stand."""
    code, log = gateway.stop()
    assert code == 0, log
    for secret in ("simulator-secret-key", "simulator-password", "not-the-password", "of-the-proxy"):
        assert secret not in log
    return log


def test_each_account_proves_itself_in_its_own_way(tmp_path, simulator):
    gateway = start(tmp_path, "accounts:"
                    + account("keys", simulator.url, KEYS, f"\n  project_id: {PROJECT}")
                    + account("looked_up", simulator.url, KEYS)
                    + account("login", simulator.url, login())
                    + account("wrong", simulator.url, login("WRONG")))
    with grpc.insecure_channel(gateway.address) as channel:
        for name in ("keys", "looked_up", "login"):
            assert list_phones(channel, name) == 120, name
        assert failure(channel)[:2] == (grpc.StatusCode.INVALID_ARGUMENT, "ACCOUNT_MISSING")
        assert failure(channel, "other")[:2] == (grpc.StatusCode.INVALID_ARGUMENT, "ACCOUNT_UNKNOWN")
        for _ in range(3):
            code, reason, message = failure(channel, "wrong")
            assert (code, reason) == (grpc.StatusCode.FAILED_PRECONDITION, "UPSTREAM_LOGIN_REFUSED")
            assert "password" not in message
        assert list_phones(channel, "login") == 120, "the others go on"
    assert "event=account_state account=wrong state=stopped" in stop(gateway)


def test_the_token_of_a_project_without_phones_is_refused(tmp_path, simulator):
    gateway = start(tmp_path, "accounts:" + account("login", simulator.url, login(), f"\n  project_id: {'f' * 32}"))
    with grpc.insecure_channel(gateway.address) as channel:
        code, reason, _ = failure(channel)
        assert (code, reason) in [(grpc.StatusCode.FAILED_PRECONDITION, "UPSTREAM_LOGIN_REFUSED"),
                                  (grpc.StatusCode.PERMISSION_DENIED, "PERMISSION_DENIED")]
    stop(gateway)


def test_the_command_line_speaks_tls_and_names_its_account(tmp_path, simulator):
    certificate(tmp_path, "server")
    gateway = start(tmp_path, f"listen: {{tls: {{certificate_file: {tmp_path}/server.crt, key_file: {tmp_path}/server.key}}}}\n"
                    "accounts:" + account("keys", simulator.url, KEYS) + account("login", simulator.url, login()))
    program = [PROGRAMS / "cphctl", f"--address={gateway.address}", f"--ca_file={tmp_path}/server.crt"]
    named = subprocess.run([*program, "--account=login", "phones", "list"], capture_output=True, text=True, timeout=60, check=False)
    assert named.returncode == 0 and named.stdout.count("RUNNING") > 100, named.stderr
    unnamed = subprocess.run([*program, "phones", "list"], capture_output=True, text=True, timeout=60, check=False)
    assert unnamed.returncode == 1 and "ACCOUNT_MISSING" in unnamed.stderr
    stop(gateway)


def test_calls_go_on_through_the_lives_of_many_tokens(tmp_path):
    cloud = Simulator("--token_lifetime=1s")
    gateway = start(tmp_path, "accounts:" + account("login", cloud.url, login()))
    with grpc.insecure_channel(gateway.address) as channel:
        end = time.monotonic() + 3
        calls = 0
        while time.monotonic() < end:
            assert list_phones(channel) == 120
            calls += 1
    assert calls > 10
    stop(gateway)
    cloud.stop()


class Passage(http.server.ThreadingHTTPServer):
    """An identity service that passes everything on to the simulator, or is down."""

    daemon_threads = True

    def __init__(self, target):
        passage = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                passage.logins += 1
                if passage.is_down:
                    return self.answer(503, b"{}", {})
                request = urllib.request.Request(target + self.path, body, {"Content-Type": "application/json"})
                try:
                    with urllib.request.urlopen(request) as answer:
                        self.answer(answer.status, answer.read(), answer.headers)
                except urllib.error.HTTPError as error:
                    self.answer(error.code, error.read(), error.headers)

            def answer(self, status, body, headers):
                self.send_response(status)
                for name in ("X-Subject-Token", "Content-Type"):
                    if name in headers:
                        self.send_header(name, headers[name])
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.is_down, self.logins = False, 0
        threading.Thread(target=self.serve_forever, daemon=True).start()


def test_an_identity_service_that_is_down_is_not_missed_while_the_token_is_good(tmp_path, simulator):
    passage = Passage(simulator.url)
    gateway = start(tmp_path, "accounts:" + account("login", simulator.url, login(), iam=passage.url))
    with grpc.insecure_channel(gateway.address) as channel:
        assert list_phones(channel) == 120
        passage.is_down = True
        for _ in range(5):
            assert list_phones(channel) == 120
    assert passage.logins == 1
    stop(gateway)


def test_an_identity_service_that_is_down_from_the_start_is_told_clearly(tmp_path, simulator):
    passage = Passage(simulator.url)
    passage.is_down = True
    gateway = start(tmp_path, "accounts:" + account("login", simulator.url, login(), iam=passage.url))
    with grpc.insecure_channel(gateway.address) as channel:
        code, reason, _ = failure(channel)
        assert (code, reason) == (grpc.StatusCode.UNAVAILABLE, "UPSTREAM_UNAVAILABLE")
        passage.is_down = False
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                assert list_phones(channel) == 120
                break
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.UNAVAILABLE
        else:
            pytest.fail("never logged in")
    stop(gateway)


class RefusingProxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(407)
        self.send_header("Proxy-Authenticate", "Basic")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_CONNECT = do_POST = do_GET

    def log_message(self, *_):
        pass


def test_a_proxy_that_wants_other_credentials_is_told_to_the_operator(tmp_path):
    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), RefusingProxy)
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    port = proxy.server_address[1]
    more = ("\n  project_id: " + PROJECT + "\n  http: {proxy: {url: 'http://127.0.0.1:%d', user: u,"
            " password: {environment: PROXY_PASSWORD}}}" % port)
    gateway = start(tmp_path, "accounts:" + account("keys", "https://cloud.invalid", KEYS, more))
    with grpc.insecure_channel(gateway.address) as channel:
        code, reason, _ = failure(channel)
        assert (code, reason) == (grpc.StatusCode.UNAVAILABLE, "UPSTREAM_UNAVAILABLE")
    assert "407" in stop(gateway)
    proxy.shutdown()


def certificate(folder, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt"],
                   check=True, capture_output=True)
    return (folder / f"{name}.crt").read_bytes(), (folder / f"{name}.key").read_bytes()


def test_serves_over_tls_to_clients_that_it_knows_and_probes_in_plain_text(tmp_path):
    server, _ = certificate(tmp_path, "server")
    client, client_key = certificate(tmp_path, "client")
    gateway = start(tmp_path, f"""
listen:
  tls: {{certificate_file: {tmp_path}/server.crt, key_file: {tmp_path}/server.key, client_ca_file: {tmp_path}/client.crt}}
probe: {{address: "127.0.0.1:0"}}
simulator: {{servers: 1, phones_per_server: 3}}
""", "--log_level=warning")
    probes = gateway.process.stdout.readline().split()[-1]
    known = grpc.ssl_channel_credentials(server, client_key, client)
    with grpc.secure_channel(gateway.address, known) as channel:
        assert list_phones(channel) == 3
    for credentials in (grpc.ssl_channel_credentials(server), grpc.ssl_channel_credentials(client, client_key, client)):
        with grpc.secure_channel(gateway.address, credentials) as channel:
            with pytest.raises(grpc.RpcError) as raised:
                list_phones(channel, timeout=5)
            assert raised.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)
    with grpc.insecure_channel(probes) as channel:
        health = health_pb2_grpc.HealthStub(channel)
        for service in ("", "cloudphone.v1.PhoneService", "cloudphone.v1.JobService", "cloudphone.v1.ServerService"):
            assert health.Check(health_pb2.HealthCheckRequest(service=service), timeout=5).status == 1, service
        with pytest.raises(grpc.RpcError) as raised:
            list_phones(channel)
        assert raised.value.code() == grpc.StatusCode.UNIMPLEMENTED
        reflection = reflection_pb2_grpc.ServerReflectionStub(channel)
        with pytest.raises(grpc.RpcError) as raised:
            next(reflection.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(list_services="")]), timeout=5))
        assert raised.value.code() == grpc.StatusCode.UNIMPLEMENTED
    stop(gateway)


@pytest.mark.parametrize("text, words", [
    ("accounts:\n- name: a\n  regoin: x\n", ["config.yaml:3", "accounts[0].regoin", "no such key"]),
    ("listen: {address: nonsense}\n", ["config.yaml:1", "listen.address"]),
    ("listen: {address: '0.0.0.0:0'}\n", ["listen", "insecure"]),
    ("drain: {delay: 5}\n", ["config.yaml:1", "drain.delay"]),
    ("accounts:" + account("a", "http://127.0.0.1:1", KEYS.replace("SK", "NOT_SET")), ["NOT_SET", "secret_key"]),
    ("listen: {tls: {certificate_file: /no/such.crt, key_file: /no/such.key}}\n", ["/no/such"]),
])
def test_what_is_wrong_with_a_file_is_one_line_and_exit_code_2(tmp_path, text, words):
    path = tmp_path / "config.yaml"
    path.write_text(text)
    for flags in ([], ["--check_config"]):
        ended = subprocess.run([PROGRAMS / "cloudphone-gateway", f"--config={path}", *flags], capture_output=True, text=True,
                               timeout=30, env={"PATH": "/usr/bin:/bin", **ENVIRONMENT}, check=False)
        assert ended.returncode == 2, ended.stderr
        lines = ended.stderr.strip().splitlines()
        assert len(lines) == 1, ended.stderr
        for word in words:
            assert word in lines[0]


def test_a_file_that_is_not_there_and_one_that_is_in_order(tmp_path):
    program = [PROGRAMS / "cloudphone-gateway", "--check_config"]
    missing = subprocess.run([*program, "--config=/no/such.yaml"], capture_output=True, text=True, timeout=30, check=False)
    assert missing.returncode == 2 and "/no/such.yaml" in missing.stderr
    path = tmp_path / "config.yaml"
    path.write_text("log: {level: warning}\n")
    fine = subprocess.run([*program, f"--config={path}"], capture_output=True, text=True, timeout=30, check=False)
    assert fine.returncode == 0, fine.stderr
