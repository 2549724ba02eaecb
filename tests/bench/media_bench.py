"""What sound and touches through the gateway cost, beside gRPC alone. One JSON line each.

Agents, relay and gateway are processes of their own; the load goes to each in turns, so that what else the machine
does falls on all of them. Figures are medians over the rounds.
"""

import argparse
import pathlib
import statistics
import tempfile

from gateway_bench import BIN, report_of, running
from start_bench import PROGRAM, print_figure

LISTENERS = 200
PHONES = 50
FRAMES_PER_S = 100  # Of a phone.
# Plain text, as the agents of the bench speak it.
CONFIGURATION = "phone_agents: {plaintext: true}\n"


class Loads:
    """The loads of one round, by name; `reports` has what came of each, round by round."""

    def __init__(self, span, agent, relay, gateway):
        direct = {"target": agent[1], "cpu_of": agent[0].pid, "span": span, "package": "cloudphone.agent.v1"}
        relayed = {"target": relay[1], "cpu_of": relay[0].pid, "span": span}
        ours = {"target": gateway[1], "cpu_of": gateway[0].pid, "span": span}
        self._loads = {
            f"{way}_{what}": lambda where=where, flags=flags: report_of("bench_media_load", **where, **flags)
            for what, flags in {
                "one": {}, "phones": {"phones": PHONES}, "listeners": {"listeners": LISTENERS},
                "touch": {"listeners": 0}, "touches": {"listeners": 0, "phones": PHONES}}.items()
            for way, where in {"direct": direct, "relay": relayed, "gateway": ours}.items()}
        self.reports = {name: [] for name in self._loads}
        self._ours = ours

    def run_round(self):
        for name, load in self._loads.items():
            self.reports[name].append(load())

    def run_half_load(self):
        """As many phones at once as half a core carries."""
        phones = int(1e6 / self.cpu_us("gateway_phones") / FRAMES_PER_S / 2)
        return report_of("bench_media_load", phones=phones, **self._ours)

    def median(self, name, pick):
        return statistics.median(pick(report) for report in self.reports[name])

    def cpu_us(self, name):
        return self.median(name, lambda report: report["cpu_us"][0])

    def added_us(self, what, quantile):
        """What the gateway adds to the quantile of the way without it."""
        through, direct = (self.median(f"{way}_{what}", lambda report: report[quantile])
                           for way in ("gateway", "direct"))
        return through - direct

    def dropped(self, name):
        return sum(report["dropped"] for report in self.reports[name])


def print_figures(loads):
    relay, gateway = loads.cpu_us("relay_phones"), loads.cpu_us("gateway_phones")
    print_figure("relay_cpu_us_frame", relay, "us")
    print_figure("gateway_cpu_us_frame", gateway, "us")
    print_figure("gateway_cpu_ratio_frame", gateway / relay, "ratio", digits=2)
    print_figure("phones_per_core", 1e6 / gateway / FRAMES_PER_S, "phones", digits=0)
    bare, fanned = loads.cpu_us("direct_listeners"), loads.cpu_us("gateway_listeners")
    print_figure("bare_write_cpu_us", bare, "us")
    print_figure("gateway_cpu_us_listener", fanned, "us")
    print_figure("fanout_cpu_ratio", fanned / bare, "ratio", digits=2)
    print_figure("dropped_frames", loads.dropped("gateway_phones"), "frames", digits=0)
    half = loads.run_half_load()
    print_figure("half_load_lost_frames", half["dropped"] + half["missing"], "frames", digits=0)
    print_figure("half_load_p99_us_frame", half["p99_us"], "us")
    for what, name in (("one", "frame"), ("touch", "touch")):
        print_figure(f"p99_us_{name}", loads.median(f"gateway_{what}", lambda report: report["p99_us"]), "us")
        for quantile in ("p50_us", "p99_us"):
            print_figure(f"added_{quantile[:3]}_us_{name}", loads.added_us(what, quantile), "us")
    relay, gateway = loads.cpu_us("relay_touches"), loads.cpu_us("gateway_touches")
    print_figure("relay_cpu_us_touch", relay, "us")
    print_figure("gateway_cpu_us_touch", gateway, "us")
    print_figure("gateway_cpu_ratio_touch", gateway / relay, "ratio", digits=2)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--span", default="2s", help="how long each load is measured")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running(BIN / "bench_agent") as agent:
        configuration = pathlib.Path(folder, "gateway.yaml")
        configuration.write_text(CONFIGURATION, encoding="utf-8")
        with running(BIN / "bench_upstream", f"--agent={agent[1]}") as upstream, \
                running(BIN / "bench_relay", f"--agent={agent[1]}") as relay, \
                running(PROGRAM, "--listen=127.0.0.1:0", f"--upstream=http://{upstream[1]}",
                        f"--config={configuration}") as gateway:
            loads = Loads(arguments.span, agent, relay, gateway)
            for _ in range(arguments.rounds):
                loads.run_round()
            print_figures(loads)


if __name__ == "__main__":
    main()
