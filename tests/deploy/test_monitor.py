"""The start script of the agent, with a fake agent, under shells like that of a phone (Android's is mksh)."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "agent" / "monitor.sh"
# Writes down when it started and with what; then does what the first line of `plan` says, which it takes away: "end CODE
# SECONDS" or, where there is none, "serve" until TERM. "deaf" takes no TERM.
FAKE_AGENT = """#!/bin/dash
PATH=/usr/bin:/bin
cd "${0%/*}" || exit 9
date +%s.%N >>starts
for argument; do printf '%s\\n' "$argument"; done >arguments
read -r what code seconds <plan
sed -i 1d plan
case $what in
  end) sleep "$seconds"; echo "fake agent ends" >&2; exit "$code" ;;
  deaf) trap '' TERM ;;
  *) trap 'echo done >ended; exit 0' TERM ;;
esac
while :; do sleep 0.05; done
"""


def wait_until(true, what, seconds=15):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


class Phone:
    def __init__(self, folder, shell):
        tools = folder / "tools"
        self.folder = folder / "cloudphone"
        tools.mkdir()
        self.folder.mkdir()
        (tools / "sh").symlink_to(shutil.which(shell))
        if shell == "busybox":  # Its own tools as well: a phone's are not GNU's either.
            for tool in ("cat", "date", "grep", "mv", "rm", "setsid", "sleep", "wc"):
                (tools / tool).symlink_to(shutil.which(shell))
        self._environment = {
            "PATH": f"{tools}:/usr/bin:/bin",
            "CLOUDPHONE_LONGEST_PAUSE": "2",
            "CLOUDPHONE_STEADY": "2",
            "CLOUDPHONE_GRACE": "1",
        }
        shutil.copy(SCRIPT, self.folder)
        (self.folder / "cloudphone-agent").write_text(FAKE_AGENT)
        (self.folder / "cloudphone-agent").chmod(0o750)
        (self.folder / "agent.flags").write_text("What is no flag is left out.\n--symbols=A=b,* $HOME `id`\n--layout=packed\n")
        (self.folder / "phone.flags").write_text("--phone_id=p1")
        self.plan()

    def plan(self, *steps):
        (self.folder / "plan").write_text("".join(f"{step}\n" for step in steps))

    def script(self, what):
        return subprocess.run(
            ["sh", self.folder / "monitor.sh", what], env=self._environment, capture_output=True, text=True, timeout=20
        )

    def said(self, what):
        return self.script(what).stdout.strip()

    def lines(self, name):
        file = self.folder / name
        return file.read_text().splitlines() if file.exists() else []

    def pid(self, name):
        return int((self.lines(name) or ["0"])[0])

    def wait_for_starts(self, count):
        wait_until(lambda: len(self.lines("starts")) >= count, f"{count} starts; {self.lines('agent.log')}")

    def close(self):
        for name in ("monitor.pid", "agent.pid"):
            if self.pid(name):
                try:
                    os.kill(self.pid(name), signal.SIGKILL)
                except ProcessLookupError:
                    pass


def lives(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(params=["dash", "mksh", "busybox"])
def phone(tmp_path, request):
    phone = Phone(tmp_path, request.param)
    yield phone
    phone.close()


def test_starts_the_agent_with_the_flags_as_they_are(phone):
    assert phone.said("status") == "does not run"
    assert phone.said("start") == "started"
    wait_until(lambda: phone.lines("arguments"), "arguments")
    assert phone.lines("arguments") == ["--symbols=A=b,* $HOME `id`", "--layout=packed", "--phone_id=p1"]
    wait_until(lambda: phone.script("status").returncode == 0, "running")
    assert phone.said("status") == "runs"


def test_starts_it_again_after_pauses_that_double(phone):
    phone.plan("end 3 0", "end 4 0", "end 5 0", "end 6 2.2")
    phone.script("start")
    phone.wait_for_starts(5)
    log = "\n".join(phone.lines("agent.log"))
    # The second 2 is the longest; an agent that ran for `steady` begins with the first pause again.
    pauses = [int(pause) for pause in re.findall(r"starts again in (\d+) s", log)]
    assert pauses == [1, 2, 2, 1]
    assert re.findall(r"the agent ended with (\d+)", log) == ["3", "4", "5", "6"]
    assert "fake agent ends" in log
    starts = [float(line) for line in phone.lines("starts")]
    for before, after, pause in zip(starts, starts[1:], pauses):
        assert after - before >= pause - 0.1


def test_an_agent_that_was_killed_comes_back(phone):
    phone.script("start")
    phone.wait_for_starts(1)
    wait_until(lambda: phone.pid("agent.pid"), "a pid")
    os.kill(phone.pid("agent.pid"), signal.SIGKILL)
    phone.wait_for_starts(2)
    assert any("ended with 137" in line for line in phone.lines("agent.log"))


def test_stops_the_agent_and_itself(phone):
    phone.script("start")
    phone.wait_for_starts(1)
    wait_until(lambda: phone.said("status") == "runs", "running")
    monitor, agent = phone.pid("monitor.pid"), phone.pid("agent.pid")
    assert phone.said("stop") == "stopped"
    assert phone.lines("ended") == ["done"]  # It was asked to end, not killed.
    assert not lives(agent)
    wait_until(lambda: not lives(monitor), "the monitor ends")
    assert phone.said("status") == phone.said("stop") == "does not run"
    assert len(phone.lines("starts")) == 1


def test_stops_while_it_waits(phone):
    phone.plan("end 1 0", "end 1 0")
    phone.script("start")
    phone.wait_for_starts(2)
    wait_until(lambda: "in 2 s" in phone.lines("agent.log")[-1], "the pause")
    monitor = phone.pid("monitor.pid")
    assert phone.said("stop") == "stopped"
    wait_until(lambda: not lives(monitor), "the monitor ends", seconds=1)
    assert len(phone.lines("starts")) == 2


def test_kills_an_agent_that_does_not_end(phone):
    phone.plan("deaf")
    phone.script("start")
    phone.wait_for_starts(1)
    wait_until(lambda: phone.said("status") == "runs", "running")
    agent = phone.pid("agent.pid")
    assert phone.said("stop") == "stopped"
    wait_until(lambda: not lives(agent), "the agent is gone")


def test_there_is_one_monitor(phone):
    phone.script("start")
    phone.wait_for_starts(1)
    wait_until(lambda: phone.said("status") == "runs", "running")
    monitor = phone.pid("monitor.pid")
    assert phone.said("start") == "runs already"
    assert phone.script("run").returncode == 0  # Ends at once.
    assert phone.pid("monitor.pid") == monitor and lives(monitor)
    assert len(phone.lines("starts")) == 1


def test_pid_files_of_before_a_boot_mean_nothing(phone):
    with subprocess.Popen(["sleep", "60"]) as other:
        for name in ("monitor.pid", "agent.pid"):
            (phone.folder / name).write_text(f"{other.pid}\n")  # Another's by now.
        assert phone.said("status") == "does not run"
        assert phone.said("start") == "started"
        phone.wait_for_starts(1)
        assert other.poll() is None
        other.kill()


def test_the_log_does_not_grow_for_ever(phone):
    (phone.folder / "agent.log").write_text("x" * 1048577)
    phone.script("start")
    phone.wait_for_starts(1)
    assert (phone.folder / "agent.log.1").stat().st_size == 1048577
    assert (phone.folder / "agent.log").stat().st_size < 1000


def test_says_how_it_is_used(phone):
    assert phone.script("begin").returncode == 2
