"""A gateway with the embedded simulator, as a program of its own."""

import os
import pathlib
import subprocess
import sys
import tempfile

import grpc
import pytest

TOP = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(TOP / "build/python/stubs"))
PROGRAMS = pathlib.Path(os.environ.get("CLOUDPHONE_PROGRAMS", TOP / "build/bin")).resolve()


class Gateway:
    """A running gateway; `address` is where it listens."""

    def __init__(self, *flags, environment=None):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("HUAWEICLOUD_")}
        clean.update(environment or {})
        # No pipe, which nobody reads before the end: a gateway would wait for that once it is full.
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [PROGRAMS / "cloudphone-gateway", "--listen=127.0.0.1:0", *flags],
            stdout=subprocess.PIPE, stderr=self._log, text=True, env=clean)
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), line + self._read_log()
        self.address = line.split()[-1]

    def stop(self):
        """Ends it as Kubernetes does; returns the exit code and the log."""
        self.process.terminate()
        self.process.communicate(timeout=60)
        return self.process.returncode, self._read_log()

    def _read_log(self):
        self._log.seek(0)
        return self._log.read()


@pytest.fixture(scope="session")
def gateway():
    running = Gateway()
    yield running
    code, log = running.stop()
    assert code == 0, log


@pytest.fixture()
def channel(gateway):
    with grpc.insecure_channel(gateway.address) as open_channel:
        yield open_channel
