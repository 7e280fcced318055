"""`make bench`: prints the tables; with --write, puts them into a document, too."""

import argparse
import os
import platform
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import cost, gateways, latency, processes, report
from bench.targets import TARGETS

PARTS = ("gateways", "latency", "suite")


def main() -> None:
    options = _options()
    busy = os.getloadavg()[0]
    os.sched_setaffinity(0, {processes.LOAD_CORE})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vetchart-bench-")))
        folder.chmod(0o755)  # PostgreSQL runs as a user without rights
        sections = _measure(stack, folder, options)
    text = "\n\n".join([*sections, _conditions(options, busy)])
    print(text)
    if options.write:
        report.write(options.write, text)


def _measure(stack: ExitStack, folder: Path, options: argparse.Namespace) -> list[str]:
    upstream, targets, missing = gateways.start_all(stack, folder, options.targets)
    sections = []
    if "gateways" in options.parts:
        sections += [gateways.rendered(gateways.compare(targets, options.rounds, options.seconds)), *missing]
    if "latency" in options.parts:
        quick = {name: target for name, target in targets.items() if name in ("vetchart", "envoy")}
        sections.append(latency.rendered(latency.compare(upstream, quick, options.rounds, options.seconds)))
    if "suite" in options.parts:
        measured = cost.measure(folder, upstream, targets["envoy"], options.rounds, options.seconds)
        sections.append(cost.rendered(measured))
    return sections


def _conditions(options: argparse.Namespace, busy: float) -> str:
    return (
        f"{options.rounds} rounds of {options.seconds:g} s each; {len(processes.CORES)} cores, {platform.machine()}, "
        f"Python {platform.python_version()}; load average of the machine before it: {busy:.1f}."
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5, help="of each target in each round")
    parser.add_argument("--targets", type=_names, default=list(TARGETS), help="with commas")
    parser.add_argument("--parts", type=_names, default=list(PARTS), help="of " + ", ".join(PARTS))
    parser.add_argument("--write", type=Path, metavar="FILE", help="the document whose tables are replaced")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    return text.split(",")


if __name__ == "__main__":
    main()
