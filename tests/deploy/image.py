"""The root of the image, made by a builder of images where one works, else laid out as the Dockerfile has it."""

import dataclasses
import json
import pathlib
import re
import subprocess

TOP = pathlib.Path(__file__).resolve().parents[2]
DOCKERFILE = TOP / "deploy" / "docker" / "Dockerfile"


@dataclasses.dataclass
class Image:
    root: pathlib.Path
    user: str
    entrypoint: list
    command: list
    how: str  # For people.


def lay_out(folder):
    root = folder / "layout"
    script = TOP / "deploy" / "docker" / "lay_out_root.sh"
    subprocess.run(["bash", script, TOP / "build" / "release" / "bin", root], check=True)
    return root


def _dockerfile(instruction):
    return re.findall(rf"^{instruction} (.*)$", DOCKERFILE.read_text(), re.MULTILINE)[-1]


def _laid_out(root, why):
    return Image(
        root=root,
        user=_dockerfile("USER"),
        entrypoint=json.loads(_dockerfile("ENTRYPOINT")),
        command=json.loads(_dockerfile("CMD")),
        how=f"no image was built ({why}); the layout of the Dockerfile is run as it is",
    )


class Buildah:
    """Builds the last stage of the Dockerfile; a folder stands for its stage `build`, whose programs are built already."""

    def __init__(self, folder):
        self._store = ["--root", folder / "store", "--runroot", folder / "run", "--storage-driver", "vfs"]

    def build(self, folder):
        self._run(
            "build", "--isolation=chroot", "--pull-never", f"--build-context=build={folder}", "--target=gateway",
            f"--file={DOCKERFILE}", "--tag=cloudphone-gateway:test", folder,
        )  # fmt: skip
        config = json.loads(self._run("inspect", "--type=image", "cloudphone-gateway:test"))["OCIv1"]["config"]
        container = self._run("from", "--pull-never", "cloudphone-gateway:test")
        return Image(
            root=pathlib.Path(self._run("mount", container)),
            user=config["User"],
            entrypoint=config["Entrypoint"],
            command=config["Cmd"],
            how="the last stage of the Dockerfile was built with " + self._run("--version"),
        )

    def close(self):
        self._run("rm", "--all")

    def _run(self, *arguments):
        done = subprocess.run(["buildah", *self._store, *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError((done.stderr.strip().splitlines() or ["no word why"])[-1])
        return done.stdout.strip()


def make(folder):
    """Yields the image, as a fixture does."""
    root = lay_out(folder)
    buildah = Buildah(folder)
    try:
        image = buildah.build(folder)
    except (OSError, RuntimeError) as error:
        yield _laid_out(root, str(error))
        return
    try:
        yield image
    finally:
        buildah.close()
