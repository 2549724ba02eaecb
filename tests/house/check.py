#!/usr/bin/env python3
"""The rules of the house that a text search can check: who may include whom, and what stands nowhere.

    python3 tests/house/check.py [FOLDER]     the checkout by default; one line for each offence, exit code 1 if any
    python3 tests/house/check.py --self_test  shows that each rule catches an offence
"""

import pathlib
import re
import sys
import tempfile

PROGRAMS = ("gateway", "simulator", "agent", "cphctl")
# A program may include another only where it hosts it.
HOSTS = {("gateway", "simulator"), ("simulator", "agent")}
# What runs in a phone: the form of our errors is all that it has of the cloud's side.
AGENT_MAY_KNOW = ("adapters/media_engine/", "adapters/runtime/", "adapters/status/")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')


def wrong_include(path, header):
    """Why the file at `path` must not include `header`, or None."""
    room = path.split("/")
    if room[0] == "adapters":
        if header.startswith("service/"):
            return "an adapter includes a program"
        if (header.startswith("grpcpp/") or header.endswith(".grpc.pb.h")) and room[1] != "phone_agent":
            return "an adapter knows gRPC"
    if room[0] == "service":
        if room[1] == "simulator":
            if header.startswith(("adapters/cph/", "adapters/credentials/", "cloudphone/v1/")):
                return "the simulator uses the translation that it is to check"
        elif header.startswith(("rapidjson/", "curl/")):
            return "a program knows JSON or curl"
        if room[1] == "agent" and header.startswith("adapters/") and not header.startswith(AGENT_MAY_KNOW):
            return "the agent knows what is not in a phone"
        target = header.split("/")
        if target[0] == "service" and len(target) > 2 and room[1] != target[1]:
            if room[1] == "serving":
                return "what programs share includes a program"
            if target[1] in PROGRAMS and (room[1], target[1]) not in HOSTS:
                return "a program includes another"
    if room[0] in ("adapters", "service") and header.startswith("tests/"):
        return "the product includes a test"
    return None


# What stands in no line of these folders: (folders, files, pattern, what).
LINES = [
    (("adapters", "service"), (".h", ".cc"), re.compile(r"^(?!\s*//).*\bthrow\b"), "throws"),
    (("adapters", "service", "tests/unit", "tests/integration"), (".h", ".cc"),
     re.compile(r"sleep_for|SleepFor|usleep|curl_easy_perform"), "waits"),
    (("proto", "adapters", "service", "deploy"), (), re.compile(r"TODO|FIXME|XXX|UNIMPLEMENTED\b(?!\")"), "is left open"),
    (("service/gateway", "service/cphctl", "service/serving"), (".h", ".cc"), re.compile(r'"CPS\.'), "knows a vendor code"),
    (("tests",), (".h", ".cc", ".py", ".sh"),
     re.compile(r"https?://(?!127\.0\.0\.1|localhost|\$|\{|\[|[\w.-]*\.(invalid|example)|[\w.-]*myhuaweicloud)[\w.-]+\.\w"),
     "names a foreign host"),
]
DRAWERS = re.compile(r"(^|/)(util|utils|common|misc|helpers?)(/|\.(h|cc)$)")
DATA = ("error_codes.json", "make_error_codes.py", "make_error_table.cc")  # They hold the vendor's own words.


def check(top):
    """Every offence in the tree, as "path:line: what"."""
    found = []
    for file in sorted(top.rglob("*")):
        path = file.relative_to(top).as_posix()
        if not file.is_file() or path.startswith(("build/", ".git/", "tests/data/", "tests/house/")) or file.name in DATA:
            continue
        if DRAWERS.search(path):
            found.append(f"{path}:1: a drawer without a name")
        if path.split("/")[0] not in ("proto", "adapters", "service", "tests", "deploy"):
            continue
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        longest = 500 if path.startswith("tests/") else 300
        if file.suffix in (".h", ".cc") and len(lines) > longest:
            found.append(f"{path}:{longest}: longer than {longest} lines")
        for number, line in enumerate(lines, 1):
            include = INCLUDE.match(line)
            why = wrong_include(path, include.group(1)) if include and file.suffix in (".h", ".cc") else None
            if why:
                found.append(f"{path}:{number}: {why}")
            for folders, kinds, pattern, what in LINES:
                inside = any(path.startswith(folder + "/") for folder in folders)
                if inside and (not kinds or file.suffix in kinds) and pattern.search(line):
                    found.append(f"{path}:{number}: {what}")
    for folder in ("proto", "adapters", "service", "tests", "deploy"):
        if not (top / folder / "README.md").is_file():
            found.append(f"{folder}/README.md:1: is missing")
    return found


OFFENCES = {
    "adapters/a/x.cc": ['#include "service/serving/log.h"', '#include "grpcpp/server.h"', "throw 1;", "usleep(1);"],
    "service/gateway/x.cc": ['#include "rapidjson/reader.h"', '#include "service/cphctl/x.h"', 'x == "CPS.0001"'],
    "service/simulator/x.cc": ['#include "adapters/cph/call/cph_client.h"', '#include "service/gateway/gateway.h"'],
    "service/serving/x.cc": ['#include "service/gateway/gateway.h"', "absl::SleepFor(x);"],
    "service/agent/x.cc": ['#include "adapters/http/http_transport.h"', '#include "service/simulator/world.h"'],
    "service/gateway/utils/x.cc": ["// drawer"],
    "service/gateway/y.cc": ["// TODO"],
    "tests/unit/x.cc": ['"http://www.vendor.com/"', "absl::SleepFor(x);"],
    "adapters/a/long.cc": [""] * 301,
}


def self_test():
    """Whether each made-up offence is found, and nothing in a clean tree."""
    for path, lines in OFFENCES.items():
        for line in lines if len(lines) < 300 else ["\n" * 301]:
            with tempfile.TemporaryDirectory() as folder:
                top = pathlib.Path(folder)
                for name in ("proto", "adapters", "service", "tests", "deploy"):
                    (top / name).mkdir()
                    (top / name / "README.md").write_text("")
                assert check(top) == [], "a clean tree is clean"
                (top / path).parent.mkdir(parents=True, exist_ok=True)
                (top / path).write_text(line)
                assert len(check(top)) == 1, f"{path}: {line!r} gives {check(top)}"


def main():
    if sys.argv[1:] == ["--self_test"]:
        self_test()
        return 0
    top = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
    found = check(top)
    print("\n".join(found) if found else "the house is in order")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
