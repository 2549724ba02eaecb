"""The upstream's certificate is checked, by the system's authorities or by --ca_file."""

import ssl
import subprocess

import grpc
import pytest
from conftest import Gateway
from test_hostile_upstream import Upstream

from cloudphone.v1 import phone_service_pb2, phone_service_pb2_grpc

KEYS = {"HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "SK", "HUAWEICLOUD_SDK_PROJECT_ID": "p" * 32}


class TlsUpstream(Upstream):
    """An upstream behind a certificate of its own for 127.0.0.1."""

    def __init__(self, certificate, key):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        super().__init__()
        self.url = self.url.replace("http:", "https:")

    def serve(self, connection):
        try:
            with self.context.wrap_socket(connection, server_side=True) as wrapped:
                super().serve(wrapped)
        except (OSError, ssl.SSLError):
            pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=upstream",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
                   check=True, capture_output=True)
    return folder


def list_phones(address):
    with grpc.insecure_channel(address) as channel:
        return phone_service_pb2_grpc.PhoneServiceStub(channel).ListPhones(
            phone_service_pb2.ListPhonesRequest(), timeout=60)  # Four attempts, with up to seven seconds between them.


def test_an_authority_that_is_named_is_trusted_and_no_other(certificate):
    upstream = TlsUpstream(certificate / "cert.pem", certificate / "key.pem")
    trusting = Gateway(f"--upstream={upstream.url}", f"--ca_file={certificate / 'cert.pem'}", environment=KEYS)
    assert list_phones(trusting.address).total_size == 0
    before = upstream.requests
    wary = Gateway(f"--upstream={upstream.url}", environment=KEYS)
    with pytest.raises(grpc.RpcError) as caught:
        list_phones(wary.address)
    assert caught.value.code() == grpc.StatusCode.UNAVAILABLE
    assert upstream.requests == before, "nothing was sent to whom nobody vouches for"
    upstream.socket.close()
    assert trusting.stop()[0] == 0 and wary.stop()[0] == 0
