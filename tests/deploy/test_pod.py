"""The image runs as the manifests say: with their user, arguments, mounts and probes, and nothing to write to."""

import os
import time

import manifests
import pytest
from sandbox import Sandbox

USER = manifests.pod()["securityContext"]["runAsUser"]
GROUP = manifests.pod()["securityContext"]["fsGroup"]
PROBE = f"127.0.0.1:{manifests.container()['readinessProbe']['grpc']['port']}"
SERVING = "localhost:50051"
SIMULATOR_KEYS = {
    "HUAWEICLOUD_SDK_AK": "SIMULATORACCESSKEY00",
    "HUAWEICLOUD_SDK_SK": "simulator-secret-key-0123456789abcdefghi",
    "HUAWEICLOUD_SDK_PROJECT_ID": "0123456789abcdef0123456789abcdef",
}


@pytest.fixture(scope="session")
def mounts(folders, certificate):
    """The volumes of the pod, as folders with owner and mode as a kubelet makes them."""
    laid = []
    for index, mount in enumerate(manifests.mounts()):
        folder = folders(f"volume{index}")
        for name, content in mount.files.items():
            if content.startswith("PEM OF"):
                content = (certificate / name).read_text()
            file = folder / name
            file.write_text(content)
            os.chown(file, 0, GROUP)
            file.chmod(mount.mode)
        laid.append((folder, mount.path))
    return laid


@pytest.fixture
def run(image, mounts):
    def start(arguments=(), program=None, **more):
        argv = [program] if program else image.entrypoint + manifests.container()["args"]
        return Sandbox(image.root, USER, GROUP, argv + list(arguments), mounts=mounts, **more)

    return start


def ask_with_tls(pod, folder, certificate=None, *more):
    shown = [f"--certificate={folder / certificate}.crt", f"--key={folder / certificate}.key"] if certificate else []
    return pod.python("tests/deploy/ask_health.py", SERVING, f"--authority={folder / 'tls.crt'}", *shown, *more)


def test_says_how_the_image_was_made(image):
    print(f"deploy: {image.how}")
    assert image.user == f"{USER}:{GROUP}"
    assert manifests.container()["args"][0].startswith("--config=") and image.command[0].startswith("--config=")


def test_nothing_is_in_it_but_what_runs(image):
    programs = sorted(file.name for file in (image.root / "usr" / "bin").iterdir())
    assert programs == ["cloudphone-gateway", "cloudphone-simulator", "cphctl"]


def test_the_configuration_is_in_order(run):
    with run(["--check_config"]) as pod:
        assert pod.wait(20) == (0, "the configuration is in order\n", "")


def test_answers_probes_and_serves_with_tls(run, certificate):
    with run() as pod:
        assert pod.python("tests/deploy/ask_health.py", PROBE) == "SERVING"
        assert ask_with_tls(pod, certificate, "client") == "SERVING"
        status = pod.status()
        assert status["Uid"].split() == [str(USER)] * 4
        assert status["Gid"].split() == [str(GROUP)] * 4
        assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
        assert status["NoNewPrivs"] == "1"
        assert "ro" in pod.root_options()


def test_serves_nobody_without_a_certificate(run, certificate):
    with run() as pod:
        assert ask_with_tls(pod, certificate, "client") == "SERVING"
        assert ask_with_tls(pod, certificate, None, "--at_once") == "UNAVAILABLE"
        # Nor who shows one of another authority: the server's own.
        assert ask_with_tls(pod, certificate, "tls", "--at_once") == "UNAVAILABLE"


def test_cphctl_shows_a_certificate(run, image, certificate):
    for name in ("client.crt", "client.key"):
        (certificate / name).chmod(0o644)
    command = ["/usr/bin/cphctl", "--address=127.0.0.1:50051", "--ca_file=/etc/cloudphone/caller/tls.crt", "--timeout=5"]
    shown = ["--certificate_file=/etc/cloudphone/caller/client.crt", "--key_file=/etc/cloudphone/caller/client.key"]
    mounts = [(certificate, "/etc/cloudphone/caller")]
    with run() as pod:
        assert ask_with_tls(pod, certificate, "client") == "SERVING"
        for more, complaint in (
            (shown, "the upstream cannot be reached"),
            ([], "failed to connect"),
        ):
            argv = command + more + ["phones", "list"]
            with Sandbox(image.root, USER, GROUP, argv, mounts=mounts, beside=pod) as cphctl:
                code, _, complained = cphctl.wait(20)
                assert code == 1
                assert complaint in complained


def test_ends_within_the_grace(run):
    with run() as pod:
        assert pod.python("tests/deploy/ask_health.py", PROBE) == "SERVING"
        begin = time.monotonic()
        pod.terminate()
        assert pod.python("tests/deploy/ask_health.py", PROBE) == "NOT_SERVING"
        code, _, log = pod.wait(manifests.pod()["terminationGracePeriodSeconds"])
        assert code == 0, log
        assert time.monotonic() - begin >= 5  # drain.delay: balancers had the time to notice.


def test_the_other_programs_run_too(run):
    with run(program="/usr/bin/cloudphone-simulator") as cloud:
        assert cloud.read_line() == "listening on 127.0.0.1:8081"
        with run(["--upstream=http://127.0.0.1:8081"], program="/usr/bin/cloudphone-gateway", beside=cloud,
                 environment=SIMULATOR_KEYS) as gateway:  # fmt: skip
            assert gateway.read_line() == "listening on 127.0.0.1:50051"
            with run(["phones", "list"], program="/usr/bin/cphctl", beside=cloud) as cphctl:
                code, said, complained = cphctl.wait(20)
                assert code == 0, complained
                assert said.count("\n") > 100
