"""`make bench`: prints the tables; with --write, puts them into a document, too."""

import argparse
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import gateways, processes, report
from bench.targets import TARGETS


def main() -> None:
    options = _options()
    os.sched_setaffinity(0, {processes.LOAD_CORE})
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vetchart-bench-")))
        _, targets, missing = gateways.start_all(stack, folder, options.targets)
        measured = gateways.compare(targets, options.rounds, options.seconds)
    text = "\n\n".join([gateways.rendered(measured), *missing])
    print(text)
    if options.write:
        report.write(options.write, text)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5, help="of each target in each round")
    parser.add_argument("--targets", type=lambda text: text.split(","), default=list(TARGETS), help="with commas")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the document whose table is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    main()
