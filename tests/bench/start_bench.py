"""How soon the gateway listens, and what memory it holds then, with an external upstream. One JSON line each."""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import time

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "build/release/bin/cloudphone-gateway"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HUAWEICLOUD_SDK_AK": "AK", "HUAWEICLOUD_SDK_SK": "SK",
               "HUAWEICLOUD_SDK_PROJECT_ID": "0123456789abcdef0123456789abcdef"}


def print_figure(figure, value, unit, digits=1):
    print(json.dumps({"figure": figure, "value": round(value, digits), "unit": unit}), flush=True)


def measure():
    """Milliseconds from the start to the line that tells the address, and resident megabytes then."""
    begin = time.monotonic()
    with subprocess.Popen([PROGRAM, "--listen=127.0.0.1:0", "--upstream=http://127.0.0.1:1"], env=ENVIRONMENT,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as gateway:
        assert gateway.stdout.readline().startswith("listening on ")
        started = (time.monotonic() - begin) * 1000
        pages = int(pathlib.Path(f"/proc/{gateway.pid}/statm").read_text(encoding="ascii").split()[1])
        gateway.terminate()
    return started, pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    started, resident = zip(*(measure() for _ in range(parser.parse_args().rounds)))
    print_figure("startup_ms", statistics.median(started), "ms")
    print_figure("idle_rss_mb", statistics.median(resident), "MB")


if __name__ == "__main__":
    main()
