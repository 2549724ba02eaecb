import pathlib
import subprocess

import image as images
import pytest


def let_through(folder, top):
    """Lets every user through to a folder below `top`: it is not root who runs what is in it."""
    while folder != top:
        folder.chmod(folder.stat().st_mode | 0o011)
        folder = folder.parent


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """A maker of folders that any user may enter."""
    above = pathlib.Path(tmp_path_factory.getbasetemp()).parent.parent

    def make(name):
        folder = tmp_path_factory.mktemp(name)
        let_through(folder, above)
        return folder

    return make


@pytest.fixture(scope="session")
def image(folders):
    folder = folders("image")
    for made in images.make(folder):
        let_through(made.root, folder)
        yield made


@pytest.fixture(scope="session")
def certificate(folders):
    """What the volumes hold, and the certificate of a caller: client.crt, client.key."""
    folder = folders("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "tls.key",
         "-out", folder / "tls.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-subj", "/CN=callers", "-keyout", folder / "ca.key", "-out", folder / "ca.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
         "-subj", "/CN=caller", "-CA", folder / "ca.crt", "-CAkey", folder / "ca.key",
         "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", folder / "client.key", "-out", folder / "client.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder
