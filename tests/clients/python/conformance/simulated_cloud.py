"""The simulator as a program, and the vendor's SDK in front of it, which notes what was called and what came back."""

import collections
import datetime
import itertools
import json
import re
import subprocess
import time
import urllib.error
import urllib.request

import huaweicloudsdkcph.v1 as cph
import obs
from conftest import PROGRAMS
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ServiceResponseException

SECRET_KEY = "simulator-secret-key-0123456789abcdefghi"
PROJECT = "0123456789abcdef0123456789abcdef"

JOB_SECONDS = 0.4  # The longest job; the shortest takes half of it.
FLAGS = (f"--job_duration={JOB_SECONDS}s", "--sync_commands_per_minute=3", "--phones_per_server=12")
REQUEST_ID = "[0-9a-f]{32}"
RUNNING, SUCCEEDED, FAILED = 1, 2, -1  # Of jobs.

# Every operation of the SDK: those that it can also repeat by an invoker.
OPERATIONS = sorted(name for name in dir(cph.CphClient) if hasattr(cph.CphClient, f"{name}_invoker"))


class Simulator:
    """A running simulator; `address` is where it listens.

    Each has an access key of its own: the SDK keeps the projects of a key for as long as the process lives.
    """

    numbers = itertools.count()

    def __init__(self, *flags):
        self.access_key = f"STORYACCESSKEY{next(self.numbers):06}"
        self.process = subprocess.Popen([PROGRAMS / "cloudphone-simulator", "--listen=127.0.0.1:0",
                                         f"--access_key={self.access_key}", *FLAGS, *flags],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), line + self.process.stderr.read()
        self.address = line.split()[-1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        _, log = self.process.communicate(timeout=60)
        assert self.process.returncode == 0, log


def client_of(address, credentials):
    """The SDK as its documents make it, with its default settings; only the endpoint is ours."""
    return cph.CphClient.new_builder().with_credentials(credentials).with_endpoint(f"http://{address}").build()


def _typed(kind, value):
    """`value`, of plain lists and dicts under the names of the wire, as the SDK's own types."""
    if kind.startswith("list["):
        return [_typed(kind[5:-1], item) for item in value]
    model = getattr(cph, kind, None)
    if model is None:
        return value
    names = {wire: name for name, wire in model.attribute_map.items()}
    return model(**{names[wire]: _typed(model.openapi_types[names[wire]], item) for wire, item in value.items()})


def request_of(operation, fields):
    """The SDK's request: what its path and query do not take is its body."""
    name = re.sub("_", "", operation).lower() + "request"
    kind = getattr(cph, next(one for one in dir(cph) if one.lower() == name))
    own = {key: value for key, value in fields.items() if key in kind.openapi_types}
    body = {key: value for key, value in fields.items() if key not in kind.openapi_types}
    if "body" in kind.openapi_types:
        own["body"] = _typed(kind.openapi_types["body"], body)
    else:
        assert not body, f"{operation} has no {list(body)}"
    return kind(**own)


class Cloud:
    """The SDK's client, `cloud.list_cloud_phones(limit=2)`, and the object store's, `cloud.objects`.

    Each answer is held against the types that the SDK declares, more strictly than the SDK itself is, which
    makes 5 of "5" in silence.
    """

    def __init__(self, simulator):
        self.address, self.access_key = simulator.address, simulator.access_key
        self.client = client_of(self.address, BasicCredentials(self.access_key, SECRET_KEY, PROJECT))
        self.objects = obs.ObsClient(access_key_id=self.access_key, secret_access_key=SECRET_KEY,
                                     server=f"http://{self.address}", is_signature_negotiation=False)
        self.called = set()
        self.refused = set()
        self.filled = collections.defaultdict(set)  # Type: the fields that an answer filled.
        self.sent = collections.defaultdict(set)  # Type: the fields that a request had.
        self.unknown = set()  # (type, field) of answers that the SDK does not know.

    def close(self):
        self.client.close()
        self.objects.close()

    def __getattr__(self, operation):
        if operation not in OPERATIONS:
            raise AttributeError(operation)

        def call(**fields):
            request = request_of(operation, fields)
            self._note(request)
            answer = getattr(self.client, operation)(request)
            self.called.add(operation)
            if answer.raw_content:
                self._hold(json.loads(answer.raw_content), type(answer).__name__, operation)
            if hasattr(answer, "request_id"):
                assert re.fullmatch(REQUEST_ID, answer.request_id or ""), f"{operation} says no request id"
            return answer
        return call

    def _note(self, value):
        for item in value if isinstance(value, list) else [value]:
            for name, wire in getattr(item, "attribute_map", {}).items():
                if getattr(item, name) is not None:
                    self.sent[type(item).__name__].add(wire)
                    self._note(getattr(item, name))

    def _hold(self, value, kind, where):
        if value is None:
            return
        if kind.startswith("list["):
            assert isinstance(value, list), f"{where} is no list: {value!r}"
            for item in value:
                self._hold(item, kind[5:-1], where + "[]")
        elif hasattr(cph, kind):
            self._hold_model(value, getattr(cph, kind), where)
        else:
            plain = {"str": str, "int": int, "bool": bool, "dict(str, str)": dict}[kind]
            assert type(value) is plain, f"{where} is no {kind}: {value!r}"

    def _hold_model(self, value, model, where):
        assert isinstance(value, dict), f"{where} is no {model.__name__}: {value!r}"
        names = {wire: name for name, wire in model.attribute_map.items()}
        for field, item in value.items():
            if field not in names:
                self.unknown.add((model.__name__, field))
                continue
            self._hold(item, model.openapi_types[names[field]], f"{where}.{field}")
            if field.endswith("_time") and isinstance(item, str) and item:
                datetime.datetime.strptime(item, "%Y-%m-%dT%H:%M:%SZ")
            if item not in (None, "", [], {}):
                self.filled[model.__name__].add(field)

    def refuses(self, code, status, operation, /, **fields):
        """Makes a call that must fail with the vendor's code and HTTP status, text and request id."""
        try:
            getattr(self, operation)(**fields)
        except ServiceResponseException as error:
            assert (error.error_code, error.status_code) == (code, status), f"{operation}: {error}"
            assert error.error_msg and not error.error_msg.startswith("{"), error
            assert re.fullmatch(REQUEST_ID, error.request_id or ""), error
            self.refused.add(operation)
            return error
        raise AssertionError(f"{operation} was not refused with {code}")

    @staticmethod
    def ids_by_pages(read, size, count):
        """The ids on all pages, which `read` gets by offset, the last of which is empty."""
        ids = []
        while page := read(offset=len(ids), limit=size):
            assert len(page) <= size and len(ids) < count, f"{len(ids)} and {len(page)} of {count}"
            ids += page
        return ids

    def ended(self, job_id):
        """The job when it is over."""
        def shown():
            job = self.show_job(job_id=job_id)
            assert (job.status == RUNNING) == (job.end_time is None), job
            return job
        assert job_id
        return self.until(shown, lambda job: job.status != RUNNING)

    def done(self, answer):
        """Waits for all jobs of a call, none of which may be refused or fail; returns them in the call's order."""
        refused = [item for item in answer.jobs if not item.job_id]
        assert answer.jobs and not refused, refused or answer
        jobs = [self.ended(item.job_id) for item in answer.jobs]
        for job in jobs:
            assert (job.status, job.error_code) == (SUCCEEDED, None), job
            assert job.begin_time <= job.end_time, job
        return jobs

    @staticmethod
    def until(look, is_so, seconds=20):
        """What `look` returns as soon as it `is_so`."""
        deadline = time.monotonic() + seconds
        while not is_so(seen := look()):
            assert time.monotonic() < deadline, f"still: {seen}"
            time.sleep(0.03)
        return seen

    @staticmethod
    def seen_under_way(begin, look, tries=5):
        """What `look` sees, given the answer of `begin`, while the work that it began goes on; and that answer."""
        for _ in range(tries):
            before = time.monotonic()
            answer = begin()
            seen = look(answer)
            if time.monotonic() - before < JOB_SECONDS / 2:
                return seen, answer
            time.sleep(JOB_SECONDS)
        raise AssertionError("this machine is too slow to look at work under way")


def by_url(signed, method, body=None):
    """Status and body of a request for a presigned URL, without any key."""
    headers = {**signed.actualSignedRequestHeaders, "Content-Type": ""}
    request = urllib.request.Request(signed.signedUrl, data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
