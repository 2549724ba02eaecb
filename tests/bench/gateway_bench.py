"""What a call through the gateway costs, beside what gRPC, HTTP and JSON take of it. One JSON line each.

The servers run all the time, each in a process of its own; the loads take turns, so that what else the machine
does falls on all of them. Figures are medians over the rounds.
"""

import argparse
import contextlib
import json
import statistics
import subprocess

from start_bench import ENVIRONMENT, PROGRAM, print_figure

BIN = PROGRAM.parent
PAGE = "/v1/0123456789abcdef0123456789abcdef/cloud-phone/phones?limit=5"


@contextlib.contextmanager
def running(*command):
    """A server that tells on its first line where it listens: its process and address."""
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True) as server:
        try:
            yield server, server.stdout.readline().split()[-1]
        finally:
            server.terminate()


def report_of(program, **flags):
    """What one run of a load program says."""
    command = [BIN / program] + [f"--{flag}={value}" for flag, value in flags.items()]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


class Loads:
    """The loads of one round, by name; `reports` has what came of each, round by round."""

    def __init__(self, span, upstream, echo, gateway):
        (upstream_process, upstream_address), (echo_process, echo_address) = upstream, echo
        gateway_process, gateway_address = gateway
        page = {"url": f"http://{upstream_address}{PAGE}", "span": span}
        to_echo = {"target": echo_address, "cpu_of": echo_process.pid, "span": span}
        to_gateway = {"target": gateway_address, "cpu_of": f"{gateway_process.pid},{upstream_process.pid}",
                      "span": span}
        one = {"in_flight": 1, "channels": 1}
        self._loads = {
            "echo": lambda: report_of("bench_grpc_load", **to_echo),
            "curl": lambda: report_of("bench_curl_load", **page),
            "null_sax": lambda: report_of("bench_null_sax"),
            "list5": lambda: report_of("bench_grpc_load", **to_gateway),
            "list100": lambda: report_of("bench_grpc_load", page_size=100, **to_gateway),
            "echo_alone": lambda: report_of("bench_grpc_load", **to_echo, **one),
            "curl_alone": lambda: report_of("bench_curl_load", in_flight=1, **page),
            "list5_alone": lambda: report_of("bench_grpc_load", **to_gateway, **one),
        }
        self.reports = {name: [] for name in self._loads}

    def run_round(self):
        for name, load in self._loads.items():
            self.reports[name].append(load())
        echo, gateway = (self.reports[name][-1]["answer_bytes"] for name in ("echo", "list5"))
        assert echo == gateway, f"the answers differ: {echo} and {gateway} bytes"

    def median(self, name, pick):
        return statistics.median(pick(report) for report in self.reports[name])

    def cpu_us(self, name):
        return self.median(name, lambda report: report["cpu_us"][0])

    def added_us(self, quantile):
        """What the gateway adds to the quantile of an HTTP call and a gRPC call, one in flight."""
        gateway, curl, echo = (self.median(name, lambda report: report[quantile])
                               for name in ("list5_alone", "curl_alone", "echo_alone"))
        return gateway - curl - echo


def print_figures(loads):
    echo, curl, gateway = (loads.cpu_us(name) for name in ("echo", "curl", "list5"))
    null_sax = loads.median("null_sax", lambda report: report)
    print_figure("echo_cpu_us", echo, "us")
    print_figure("curl_cpu_us", curl, "us")
    print_figure("null_sax_us", null_sax, "us")
    print_figure("gateway_cpu_us_list5", gateway, "us")
    print_figure("gateway_cpu_ratio_list5", gateway / (echo + curl + null_sax), "ratio", digits=2)
    print_figure("gateway_cpu_us_list100", loads.cpu_us("list100"), "us")
    print_figure("requests_per_s", loads.median("list5", lambda report: report["calls_per_s"]), "1/s")
    print_figure("added_p50_us", loads.added_us("p50_us"), "us")
    print_figure("added_p99_us", loads.added_us("p99_us"), "us")
    print_figure("upstream_cpu_us", loads.median("list5", lambda report: report["cpu_us"][1]), "us")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--span", default="1s", help="how long each load is measured")
    arguments = parser.parse_args()
    with running(BIN / "bench_upstream") as upstream, running(BIN / "bench_echo") as echo, \
            running(PROGRAM, "--listen=127.0.0.1:0", f"--upstream=http://{upstream[1]}") as gateway:
        loads = Loads(arguments.span, upstream, echo, gateway)
        for _ in range(arguments.rounds):
            loads.run_round()
        print_figures(loads)


if __name__ == "__main__":
    main()
