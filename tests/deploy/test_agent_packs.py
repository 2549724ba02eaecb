"""What is packed for phones, and the boot of one: Android's shell, its paths, the real agent."""

import hashlib
import hmac
import pathlib
import shutil
import subprocess
import sys
import tarfile
import time

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]
PACK = TOP / "deploy" / "agent" / "pack.sh"
HOME = "data/local/tmp/cloudphone"


def pack(*arguments):
    return subprocess.run(["bash", PACK, *arguments], capture_output=True, text=True)


@pytest.fixture
def secret(tmp_path):
    file = tmp_path / "secret"
    file.write_text("the fleet's secret\n")
    return file


@pytest.fixture
def packs(tmp_path, certificate, secret):
    agent = TOP / "build" / "release" / "bin" / "cloudphone-agent"
    program, phone = tmp_path / "program.tar", tmp_path / "phone.tar"
    for done in (
        pack("program", agent, certificate / "tls.crt", certificate / "tls.key", program),
        pack("phone", "p1", secret, phone),
    ):
        assert done.returncode == 0, done.stderr
    return program, phone


def test_files_belong_to_root_and_only_root_reads_secrets(packs):
    modes = {}
    for path in packs:
        with tarfile.open(path) as tar:
            for member in tar:
                assert member.isfile() and member.uid == member.gid == 0
                modes[member.name] = oct(member.mode)
    assert modes == {
        "data/local/tmp/extend_custom.sh": "0o750",
        f"{HOME}/agent.flags": "0o640",
        f"{HOME}/cloudphone-agent": "0o750",
        f"{HOME}/monitor.sh": "0o750",
        f"{HOME}/phone.flags": "0o640",
        f"{HOME}/tls.crt": "0o600",
        f"{HOME}/tls.key": "0o600",
        f"{HOME}/token": "0o600",
    }


def test_the_token_is_the_phones_hmac_by_the_secret(packs):
    with tarfile.open(packs[1]) as tar:
        token = tar.extractfile(f"{HOME}/token").read().decode()
        assert tar.extractfile(f"{HOME}/phone.flags").read() == b"--phone_id=p1\n"
    assert token == hmac.new(b"the fleet's secret", b"p1", hashlib.sha256).hexdigest() + "\n"


def test_an_empty_secret_packs_nothing(tmp_path, secret):
    secret.write_text("\n")
    done = pack("phone", "p1", secret, tmp_path / "phone.tar")
    assert done.returncode != 0 and "holds no secret" in done.stderr
    assert not (tmp_path / "phone.tar").exists()


class BootedPhone:
    """A root with Android's paths, in which the packs are unpacked and the hook is run. No phone: its shell is Debian's mksh,
    its tools are busybox's, its libraries Debian's."""

    def __init__(self, folder, packs):
        for path in packs:
            subprocess.run(["tar", "-C", folder, "-xpf", path], check=True)
        tools = folder / "bin"
        tools.mkdir()
        for tool in ("cat", "date", "grep", "mv", "rm", "setsid", "sleep", "wc"):
            (tools / tool).symlink_to("/usr/bin/busybox")
        shutil.copy(shutil.which("mksh"), tools / "sh")
        boot = "sh /data/local/tmp/extend_custom.sh; echo booted; exec sleep 60"
        self._process = subprocess.Popen(
            ["bwrap", "--unshare-all", "--die-with-parent", "--clearenv", "--setenv", "PATH", "/system/bin",
             "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
             "--proc", "/proc", "--dev", "/dev", "--bind", folder / "data", "/data", "--ro-bind", tools, "/system/bin",
             "--", "/system/bin/sh", "-c", boot],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def close(self):
        self._process.kill()
        self._process.communicate()

    def read_line(self):
        return self._process.stdout.readline().rstrip("\n")

    def ask_health(self, address, ca_file):
        children = pathlib.Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        done = subprocess.run(
            ["nsenter", f"--target={children[0]}", "--net", sys.executable, "tests/deploy/ask_health.py", address,
             "--authority", ca_file],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def test_a_boot_brings_up_the_agent(tmp_path, packs, certificate):
    folder = tmp_path / "phone"
    folder.mkdir()
    phone = BootedPhone(folder, packs)
    try:
        begin = time.monotonic()
        assert [phone.read_line(), phone.read_line()] == ["started", "booted"]
        assert time.monotonic() - begin < 10  # What the phone gives to its hook.
        assert phone.ask_health("localhost:20000", certificate / "tls.crt") == "SERVING"
    finally:
        phone.close()
