"""The programs to copy from go on watching where the contract says that one may ask again."""

import subprocess
import threading

import grpc
import pytest
from conftest import PROGRAMS, Gateway

import restart_and_watch
import tour
from cloudphone.v1 import job_pb2

ENVIRONMENT = {"HUAWEICLOUD_SDK_AK": "SIMULATORACCESSKEY00",
               "HUAWEICLOUD_SDK_SK": "simulator-secret-key-0123456789abcdefghi",
               "HUAWEICLOUD_SDK_PROJECT_ID": "0123456789abcdef0123456789abcdef"}


@pytest.fixture()
def cloud():
    """URL of a simulator that outlives gateways."""
    process = subprocess.Popen([PROGRAMS / "cloudphone-simulator", "--listen=127.0.0.1:0", "--job_duration=5s"],
                               stdout=subprocess.PIPE, text=True)
    yield "http://" + process.stdout.readline().split()[-1]
    process.terminate()
    assert process.wait(timeout=30) == 0


def test_a_watch_that_has_grown_old_is_asked_for_again(tmp_path, capsys):
    (tmp_path / "config.yaml").write_text("watch: {max_age: 1s}\nsimulator: {job_duration: 6s}\n")
    gateway = Gateway(f"--config={tmp_path}/config.yaml")
    with grpc.insecure_channel(gateway.address) as channel:
        assert restart_and_watch.restart_and_watch(channel, 3)
    out = capsys.readouterr().out
    assert "3 of 3 done" in out
    assert out.count("JOB_STATE_RUNNING") > 3, "each watch begins with all jobs"
    assert gateway.stop()[0] == 0


@pytest.mark.parametrize("program", ["restart_and_watch", "tour"])
def test_a_watch_goes_on_at_the_next_gateway(cloud, capsys, program):
    gateway = Gateway(f"--upstream={cloud}", environment=ENVIRONMENT)
    results = []

    def run(channel):
        if program == "restart_and_watch":
            results.append(restart_and_watch.restart_and_watch(channel, 3))
        else:
            tour.restart(channel, tour.list_phones(channel)[:3], {})
            results.append(True)

    with tour.connect(gateway.address) as channel:
        thread = threading.Thread(target=run, args=(channel,))
        thread.start()
        thread.join(timeout=2)
        assert thread.is_alive(), "its jobs take five seconds"
        assert gateway.stop()[0] == 0
        following = Gateway(f"--upstream={cloud}", f"--listen={gateway.address}", environment=ENVIRONMENT)
        thread.join(timeout=60)
        assert results == [True]
    assert ("3 of 3 done" if program == "restart_and_watch" else "3 succeeded, 0 failed") in capsys.readouterr().out
    assert following.stop()[0] == 0


def test_where_all_targets_are_refused_there_is_nothing_to_watch():
    assert tour.watch(None, job_pb2.JobGroup(), {}) == job_pb2.JobProgress()
