"""Every command of the README runs."""

import os
import re
import shutil
import subprocess

import pytest
from conftest import TOP

import restart_and_watch  # noqa: F401  (finds the stubs)
from cloudphone.v1 import phone_pb2, phone_service_pb2, phone_service_pb2_grpc

README = (TOP / "README.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.S) for line in block.strip().splitlines()]
GRPCURL = re.search(r"github\.com/\S+grpcurl@[v.\d]+", README).group()


def run(command, **environment):
    ended = subprocess.run(["bash", "-c", command], cwd=TOP, capture_output=True, text=True, timeout=600, check=False,
                           env={**os.environ, **environment})
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.fixture(scope="session")
def grpcurl():
    """The folder that holds grpcurl, where Go is new enough to install it."""
    folder = TOP / "build/go"
    if not (folder / "grpcurl").exists():
        version = shutil.which("go") and subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True,
                                                        check=True).stdout
        found = re.match(r"go1\.(\d+)", version or "")
        if not found or int(found.group(1)) < 24:
            pytest.skip("Go is absent or older than 1.24")
        run(f"go install {GRPCURL}", GOBIN=str(folder))
    return folder


def test_the_readme_has_its_commands():
    assert "bash deploy/quickstart.sh" in COMMANDS and "bash tests/run.sh" in COMMANDS
    assert sum("grpcurl" in command for command in COMMANDS) == 3


@pytest.mark.parametrize("command", [command for command in COMMANDS if not command.startswith("grpcurl")])
def test_a_command(gateway, command):
    if command == "bash tests/run.sh":
        assert "part_clients" in (TOP / "tests/run.sh").read_text(encoding="utf-8")  # It runs this very test.
    elif command == "bash deploy/quickstart.sh":
        assert "5 of 5 done" in run(command + " --demo --listen 127.0.0.1:0")
    elif "restart_and_watch.py" in command:
        assert "3 of 3 done" in run(f"{command} --address {gateway.address}")
    else:
        run(command)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.startswith("grpcurl")])
def test_a_grpcurl_command(gateway, channel, grpcurl, command):
    phones = phone_service_pb2_grpc.PhoneServiceStub(channel)
    phone = phones.ListPhones(phone_service_pb2.ListPhonesRequest(state=phone_pb2.PHONE_STATE_RUNNING)).phones[0]
    command = command.replace("127.0.0.1:50051", gateway.address).replace("PHONE_ID", phone.phone_id)
    if "REQUEST_ID" in command:
        request = phone_service_pb2.BatchRestartPhonesRequest()
        request.phones.add(phone_id=phone.phone_id)
        command = command.replace("REQUEST_ID", phones.BatchRestartPhones(request).group.request_ids[0])
    out = run(command, PATH=f"{grpcurl}:{os.environ['PATH']}")
    assert phone.phone_id in out
    if "WatchJobs" in command:
        assert "JOB_STATE_SUCCEEDED" in out
