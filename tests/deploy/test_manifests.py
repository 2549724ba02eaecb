"""The manifests fit the schemas of Kubernetes, each other, and the gateway's configuration."""

import copy
import re

import kubernetes_validate
import pytest

import manifests

# The oldest that has all that we use, and the newest at hand.
VERSIONS = ["1.27", kubernetes_validate.latest_version()]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("path", manifests.files(), ids=lambda path: path.name)
def test_fits_the_schemas(path, version):
    for document in manifests.documents(path):
        kubernetes_validate.validate(document, version, strict=True)


def test_the_schemas_refuse_what_does_not_fit():
    broken = copy.deepcopy(manifests.deployment())
    broken["spec"]["template"]["spec"]["containers"][0]["readinessProbe"]["grpc"]["port"] = "probe"
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, VERSIONS[0], strict=True)
    misspelt = copy.deepcopy(manifests.deployment())
    misspelt["spec"]["replica"] = 1
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(misspelt, VERSIONS[0], strict=True)


def test_selectors_find_the_pod():
    labels = manifests.deployment()["spec"]["template"]["metadata"]["labels"].items()
    for selector in (
        manifests.deployment()["spec"]["selector"]["matchLabels"],
        manifests.find("PodDisruptionBudget", "cloudphone-gateway")["spec"]["selector"]["matchLabels"],
        manifests.find("Service", "cloudphone-gateway")["spec"]["selector"],
        manifests.find("Service", "cloudphone-gateway-pods")["spec"]["selector"],
    ):
        assert selector and selector.items() <= labels


def test_one_service_is_headless():
    assert manifests.find("Service", "cloudphone-gateway")["spec"].get("clusterIP") is None
    assert manifests.find("Service", "cloudphone-gateway-pods")["spec"]["clusterIP"] == "None"


def test_ports_are_those_that_the_gateway_listens_on():
    ports = {port["name"]: port["containerPort"] for port in manifests.container()["ports"]}
    configuration = manifests.configuration()
    assert configuration["listen"]["address"].endswith(f":{ports['grpc']}")
    assert configuration["probe"]["address"].endswith(f":{ports['probe']}")
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert manifests.container()[probe]["grpc"] == {"port": ports["probe"]}
    for service in ("cloudphone-gateway", "cloudphone-gateway-pods"):
        (port,) = manifests.find("Service", service)["spec"]["ports"]
        assert port["targetPort"] in ports


def test_the_grace_is_longer_than_the_drain():
    drain = manifests.configuration()["drain"]
    seconds = sum(int(re.fullmatch(r"(\d+)s", drain[step])[1]) for step in ("delay", "timeout"))
    shutdown = 2  # DrainOptions::shutdown_timeout
    assert manifests.pod()["terminationGracePeriodSeconds"] > seconds + shutdown


@pytest.mark.parametrize("text", ["README.md", "docker/Dockerfile"])
def test_the_image_is_the_one_that_is_built(text):
    built = re.search(r"docker build .* -t (\S+) \.", (manifests.TOP / "deploy" / text).read_text())
    assert built[1] == manifests.container()["image"]


def test_an_eviction_is_possible():
    budget = manifests.find("PodDisruptionBudget", "cloudphone-gateway")["spec"]
    assert manifests.deployment()["spec"]["replicas"] == 1
    assert budget["maxUnavailable"] == 1 and "minAvailable" not in budget


def test_the_container_may_do_nothing():
    pod = manifests.pod()
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    security = manifests.container()["securityContext"]
    assert security["readOnlyRootFilesystem"] is True
    assert security["allowPrivilegeEscalation"] is False
    assert security["capabilities"] == {"drop": ["ALL"]}


def test_every_file_of_the_configuration_is_mounted():
    paths = {f"{mount.path}/{name}" for mount in manifests.mounts() for name in mount.files}
    for name, file in manifests.configuration()["listen"]["tls"].items():
        assert file in paths, name


def test_only_callers_with_a_certificate_are_served():
    assert manifests.configuration()["listen"]["tls"]["client_ca_file"]


def test_no_secret_can_be_read_by_all():
    for mount in manifests.mounts():
        assert not mount.secret or mount.mode & 0o007 == 0, mount.path
