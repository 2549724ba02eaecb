"""The vendor's own client of the object store against the simulator, in each way in which it signs and names buckets."""

import hashlib
import os
import socket
import subprocess
import urllib.error
import urllib.request

import obs
import pytest
from conftest import PROGRAMS

KEYS = {"access_key_id": "SIMULATORACCESSKEY00", "secret_access_key": "simulator-secret-key-0123456789abcdefghi"}
REGION_HOST = "obs.cn-north-4.myhuaweicloud.com"


@pytest.fixture(scope="module", params=["memory", "files"])
def simulator(request, tmp_path_factory):
    """HOST:PORT of a simulator that keeps objects in memory or in files."""
    flags = [f"--object_directory={tmp_path_factory.mktemp('objects')}"] if request.param == "files" else []
    process = subprocess.Popen([PROGRAMS / "cloudphone-simulator", "--listen=127.0.0.1:0", *flags],
                               stdout=subprocess.PIPE, text=True)
    yield process.stdout.readline().split()[-1]
    process.terminate()
    assert process.wait(timeout=60) == 0


@pytest.fixture()
def names(monkeypatch):
    """Every name is this machine."""
    resolve = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: resolve("127.0.0.1", *rest, **more))


# An address makes this client put the bucket into the path and say AWS, whatever it is told.
@pytest.fixture(params=[("address", "obs"), ("address", "v2"), ("name", "obs"), ("name", "v2")], ids="-".join)
def client(request, simulator, names):
    place, signature = request.param
    host = simulator if place == "address" else f"{REGION_HOST}:{simulator.rsplit(':', 1)[1]}"
    made = obs.ObsClient(**KEYS, server=f"http://{host}", signature=signature, is_signature_negotiation=False,
                         max_retry_count=0)
    yield made
    made.close()


@pytest.fixture()
def bucket(client):
    name = "made-by-a-test"
    assert client.createBucket(name).status == 200
    yield name
    for row in client.listObjects(name).body.contents:
        assert client.deleteObject(name, row.key).status == 204
    assert client.deleteBucket(name).status == 204


def read(client, bucket, key, **more):
    answer = client.getObject(bucket, key, loadStreamInMemory=True, **more)
    assert answer.status in (200, 206), answer
    return answer.body.buffer


def by_url(url, method, body=None, headers=None):
    """Status and body of an unsigned request for a signed URL."""
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def test_puts_and_gets_by_headers(client, bucket):
    key = "apps/a b/\u5e94\u7528+c.apk"
    put = client.putContent(bucket, key, content="hello", metadata={"sha256": "abc"})
    assert (put.status, put.body.etag) == (200, f'"{hashlib.md5(b"hello").hexdigest()}"')
    assert read(client, bucket, key) == b"hello"
    described = client.getObjectMetadata(bucket, key)
    assert described.body.contentLength == 5
    assert dict(described.header)["sha256"] == "abc"
    assert [(row.key, row.size) for row in client.listObjects(bucket, prefix="apps/").body.contents] == [(key, 5)]


def test_puts_and_gets_by_signed_urls(client, bucket):
    signed = {method: client.createSignedUrl(method, bucket, "apps/x.apk", expires=60)
              for method in ("PUT", "GET", "HEAD", "DELETE")}
    for method, body in (("PUT", b"signed"), ("GET", None), ("HEAD", None), ("DELETE", None)):
        headers = {**signed[method].actualSignedRequestHeaders, "Content-Type": ""}
        status, answer, head = by_url(signed[method].signedUrl, method, body, headers)
        assert status == (204 if method == "DELETE" else 200), answer
        if method != "PUT":
            assert answer == (b"signed" if method == "GET" else b"")
        if method == "HEAD":
            assert head["Content-Length"] == "6"
    assert by_url(signed["GET"].signedUrl, "GET")[0] == 404
    status, answer, _ = by_url(signed["GET"].signedUrl, "PUT", b"evil", {"Content-Type": ""})
    assert (status, b"SignatureDoesNotMatch" in answer) == (403, True)


def test_reads_ranges(client, bucket):
    client.putContent(bucket, "k", content="0123456789")
    for wanted, there in (("2-5", b"2345"), ("7-", b"789"), ("-3", b"789")):
        headers = obs.GetObjectHeader()
        headers.range = wanted
        assert read(client, bucket, "k", headers=headers) == there
    headers = obs.GetObjectHeader()
    headers.range = "10-"
    refused = client.getObject(bucket, "k", headers=headers)
    assert (refused.status, refused.errorCode) == (416, "InvalidRange")


def test_uploads_in_parts(client, bucket):
    begun = client.initiateMultipartUpload(bucket, "big.tar", contentType="application/x-tar")
    parts = [os.urandom(100 * 1024), b"tail"]
    put = [client.uploadPart(bucket, "big.tar", number, begun.body.uploadId, content=part)
           for number, part in enumerate(parts, 1)]
    named = obs.CompleteMultipartUploadRequest(
        [obs.CompletePart(number, part.body.etag) for number, part in enumerate(put, 1)])
    done = client.completeMultipartUpload(bucket, "big.tar", begun.body.uploadId, named)
    assert done.status == 200 and done.body.etag.endswith('-2"'), done
    assert read(client, bucket, "big.tar") == b"".join(parts)
    assert client.abortMultipartUpload(bucket, "big.tar", begun.body.uploadId).errorCode == "NoSuchUpload"


def test_moves_large_files_as_this_client_likes_it(client, bucket, tmp_path):
    there, back = tmp_path / "there.bin", tmp_path / "back.bin"
    there.write_bytes(os.urandom(20 << 20))
    assert client.putFile(bucket, "whole.bin", str(there)).status == 200
    assert client.uploadFile(bucket, "parts.bin", str(there), partSize=9 << 20, taskNum=3).status == 200
    assert client.downloadFile(bucket, "parts.bin", str(back), partSize=5 << 20, taskNum=3).status == 200
    assert back.read_bytes() == there.read_bytes() == read(client, bucket, "whole.bin")


def test_says_what_is_not_there(client, bucket):
    for call, code in ((client.getObject(bucket, "none"), "NoSuchKey"),
                       (client.getObject("no-such-bucket", "k"), "NoSuchBucket"),
                       (client.createBucket("127.0.0.1"), "InvalidBucketName")):
        assert call.errorCode == code, call


def test_refuses_a_wrong_key(simulator, names):
    wrong = obs.ObsClient(access_key_id=KEYS["access_key_id"], secret_access_key="wrong",
                          server=f"http://{simulator}", is_signature_negotiation=False)
    assert wrong.listBuckets().errorCode == "SignatureDoesNotMatch"


def test_answers_the_question_for_its_version(simulator, names):
    asking = obs.ObsClient(**KEYS, server=f"http://{REGION_HOST}:{simulator.rsplit(':', 1)[1]}")
    assert len(read(asking, "mybucket", "backup/phone1.tar")) > 0
