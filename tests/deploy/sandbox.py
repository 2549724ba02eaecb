"""A container without a container runtime: bubblewrap with what the manifests ask of one."""

import json
import os
import signal
import subprocess
import sys


class Sandbox:
    """One process, number 1 of its namespaces, with `root` as its read-only root, without capabilities. A network of its
    own, or that of `beside`, which is another sandbox."""

    def __init__(self, root, user, group, argv, mounts=(), environment=None, beside=None):
        for _, path in mounts:
            (root / path.lstrip("/")).mkdir(parents=True, exist_ok=True)  # A runtime makes them too.
        told, tell = os.pipe()
        command = [] if beside is None else ["nsenter", f"--target={beside.pid}", "--net"]
        command += ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups"]
        command += ["bwrap", "--unshare-all", "--cap-drop", "ALL", "--as-pid-1", "--die-with-parent", "--clearenv"]
        command += [] if beside is None else ["--share-net"]
        command += ["--info-fd", str(tell), "--ro-bind", str(root), "/", "--proc", "/proc", "--dev", "/dev"]
        for source, path in mounts:
            command += ["--ro-bind", str(source), path]
        for name, value in (environment or {}).items():
            command += ["--setenv", name, value]
        self._process = subprocess.Popen(
            command + ["--", *argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            pass_fds=[tell],
        )  # fmt: skip
        os.close(tell)
        with os.fdopen(told) as pipe:
            said = pipe.read()
        if not said:
            raise RuntimeError(self._process.communicate()[1])
        self.pid = json.loads(said)["child-pid"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()  # And with it, what is inside.
        self._process.communicate()

    def read_line(self):
        return self._process.stdout.readline().rstrip("\n")

    def status(self):
        """/proc/PID/status, as a dictionary."""
        with open(f"/proc/{self.pid}/status") as file:
            return dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)

    def root_options(self):
        """How its root is mounted."""
        with open(f"/proc/{self.pid}/mountinfo") as file:
            return [line.split()[5].split(",") for line in file if line.split()[4] == "/"][-1]

    def terminate(self):
        os.kill(self.pid, signal.SIGTERM)

    def wait(self, timeout):
        """The exit code and what was said."""
        said, complained = self._process.communicate(timeout=timeout)
        return self._process.returncode, said, complained

    def python(self, script, *arguments):
        """Runs a script of this folder in its network, and returns what it says."""
        done = subprocess.run(
            ["nsenter", f"--target={self.pid}", "--net", sys.executable, script, *arguments],
            capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()
