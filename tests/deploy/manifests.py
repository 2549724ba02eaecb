"""What deploy/kubernetes says."""

import dataclasses
import pathlib

import yaml

TOP = pathlib.Path(__file__).resolve().parents[2]
FOLDER = TOP / "deploy" / "kubernetes"


def files():
    return sorted(FOLDER.rglob("*.yaml"))


def documents(path):
    return list(yaml.safe_load_all(path.read_text()))


def find(kind, name):
    """The only object of that kind and name."""
    found = [one for path in files() for one in documents(path) if (one["kind"], one["metadata"]["name"]) == (kind, name)]
    assert len(found) == 1, f"{kind}/{name}: {len(found)} of them"
    return found[0]


def deployment():
    return find("Deployment", "cloudphone-gateway")


def pod():
    return deployment()["spec"]["template"]["spec"]


def container():
    (only,) = pod()["containers"]
    return only


def configuration():
    """The gateway's, which the ConfigMap holds."""
    return yaml.safe_load(find("ConfigMap", "cloudphone-gateway")["data"]["config.yaml"])


@dataclasses.dataclass
class Mount:
    path: str
    files: dict  # Content by name.
    mode: int
    secret: bool


def mounts():
    """What the container sees, by the volumes of its pod."""
    volumes = {volume["name"]: volume for volume in pod()["volumes"]}
    seen = []
    for mount in container()["volumeMounts"]:
        volume = volumes[mount["name"]]
        if "secret" in volume:
            source = volume["secret"]
            content = find("Secret", source["secretName"])["stringData"]
        else:
            source = volume["configMap"]
            content = find("ConfigMap", source["name"])["data"]
        seen.append(Mount(mount["mountPath"], content, source.get("defaultMode", 0o644), "secret" in volume))
    return seen
