"""The gateway in front of what stands between it and the cloud: TLS with HTTP/2, as nginx speaks it before the simulator."""

import os
import socket
import subprocess

import grpc
import pytest
from conftest import PROGRAMS, Gateway

import restart_and_watch
from cloudphone.v1 import phone_service_pb2, phone_service_pb2_grpc

# The simulator's own.
KEYS = {"HUAWEICLOUD_SDK_AK": "SIMULATORACCESSKEY00", "HUAWEICLOUD_SDK_SK": "simulator-secret-key-0123456789abcdefghi",
        "HUAWEICLOUD_SDK_PROJECT_ID": "0123456789abcdef0123456789abcdef"}

CONFIGURATION = """
daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  log_format protocol "$server_protocol $request_method $status $connection";
  access_log {folder}/access.log protocol;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
    # The signature covers the name that the gateway called.
    location / {{ proxy_pass http://{simulator}; proxy_set_header Host $http_host; }}
  }}
}}
"""


class Nginx:
    """Before the simulator at an address; given its socket already listening, so that no call comes too early."""

    def __init__(self, folder, simulator):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=upstream",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
                       check=True, capture_output=True)
        listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        port = listening.getsockname()[1]
        self.folder, self.url = folder, f"https://127.0.0.1:{port}"
        (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port, simulator=simulator))
        self.process = subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"],
                                        pass_fds=[listening.fileno()], env={**os.environ, "NGINX": f"{listening.fileno()};"})
        listening.close()

    def stop(self):
        """Ends it; returns what it served as (protocol, method, status, connection)."""
        self.process.terminate()
        self.process.wait(timeout=30)
        return [tuple(line.split()) for line in (self.folder / "access.log").read_text().splitlines()]


@pytest.fixture()
def simulator():
    process = subprocess.Popen([PROGRAMS / "cloudphone-simulator", "--listen=127.0.0.1:0", "--job_duration=500ms"],
                               stdout=subprocess.PIPE, text=True)
    yield process.stdout.readline().split()[-1]
    process.terminate()
    assert process.wait(timeout=30) == 0


def test_everything_goes_over_http2(tmp_path, simulator):
    nginx = Nginx(tmp_path, simulator)
    gateway = Gateway(f"--upstream={nginx.url}", f"--ca_file={tmp_path / 'cert.pem'}", environment=KEYS)
    with grpc.insecure_channel(gateway.address) as channel:
        assert restart_and_watch.restart_and_watch(channel, 3)
        phones = phone_service_pb2_grpc.PhoneServiceStub(channel)
        burst = [phones.ListPhones.future(phone_service_pb2.ListPhonesRequest(), timeout=10) for _ in range(40)]
        assert {call.result().total_size for call in burst} == {120}
    code, log = gateway.stop()
    assert code == 0, log
    served = nginx.stop()
    assert {protocol for protocol, *_ in served} == {"HTTP/2.0"}
    assert {status for _, _, status, _ in served} == {"200"}
    writes = {connection for _, method, _, connection in served if method == "POST"}
    reads = {connection for _, method, _, connection in served if method == "GET"}
    assert len(writes) == 1 and len(reads) <= 3, "a connection for the write, and few for some fifty reads"
