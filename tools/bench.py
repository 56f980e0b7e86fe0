#!/usr/bin/env python3
"""Runs the benchmarks of a build and writes their figures into a Markdown file.

bench.py BUILD_DIR FILE: each program's section lies between two markers and is replaced whole; the
words around the markers are kept.
"""

import json
import os
import pathlib
import platform
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
FLAGS = ["--benchmark_repetitions=5", "--benchmark_report_aggregates_only=true",
         "--benchmark_enable_random_interleaving=true"]
HEAD = """# Benchmarks

Figures of one machine at one time, written by `make bench`: trust the ratios within a run more than
the figures. Each section names the command that gave it.
"""
UNITS_NS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


def duration(nanoseconds):
    for unit in ("s", "ms", "us"):
        if nanoseconds >= UNITS_NS[unit]:
            return f"{nanoseconds / UNITS_NS[unit]:.3g} {unit.replace('us', 'µs')}"
    return f"{nanoseconds:.3g} ns"


def count(value):
    for size, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.3g} {name}"
    return f"{value:.4g}"


def row(entry, spread):
    time = entry["cpu_time"] * UNITS_NS[entry["time_unit"]]
    per_second = [f"{count(entry[key])}{name}" for key, name in
                  (("items_per_second", " items/s"), ("bytes_per_second", "B/s")) if key in entry]
    standard = {"name", "family_index", "per_family_instance_index", "run_name", "run_type",
                "repetitions", "threads", "aggregate_name", "aggregate_unit", "iterations",
                "real_time", "cpu_time", "time_unit", "items_per_second", "bytes_per_second",
                "label", "repetition_index"}
    counters = [f"{key} {count(value)}" for key, value in entry.items() if key not in standard]
    return (f"| `{entry['run_name']}` | {duration(time)} | ±{spread:.0%} "
            f"| {', '.join(per_second)} | {', '.join(counters)} |")


def section(program):
    command = [str(program.relative_to(ROOT)), *FLAGS]
    result = subprocess.run([*command, "--benchmark_format=json"], cwd=ROOT, text=True,
                            stdout=subprocess.PIPE, check=True)
    entries = json.loads(result.stdout)["benchmarks"]
    spreads = {entry["run_name"]: entry["cpu_time"] for entry in entries
               if entry.get("aggregate_name") == "cv"}
    medians = sorted((entry for entry in entries if entry.get("aggregate_name") == "median"),
                     key=lambda entry: (entry["family_index"], entry["per_family_instance_index"]))
    rows = [row(entry, spreads.get(entry["run_name"], 0)) for entry in medians]
    return "\n".join(["", f"    {' '.join(command)}", "", machine(), "",
                      "| benchmark | median CPU time | spread | rate | |",
                      "|---|---|---|---|---|", *rows, ""])


def machine():
    text = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*:\s*(.*)", text)
    return f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, " \
           f"{platform.system()}, clang 19 -O2"


def put(text, name, figures):
    begin, end = f"<!-- figures of {name} -->", f"<!-- end of {name} -->"
    block = f"{begin}\n{figures}\n{end}"
    if begin in text:
        return re.sub(re.escape(begin) + r".*?" + re.escape(end), lambda _: block, text,
                      flags=re.S)
    return f"{text.rstrip()}\n\n## {name.removeprefix('bench_')}\n\n{block}\n"


def main(arguments):
    if len(arguments) != 2:
        print("bench.py: expected BUILD_DIR FILE", file=sys.stderr)
        return 2
    programs = sorted(path for path in pathlib.Path(arguments[0], "bench").resolve().glob("bench_*")
                      if path.is_file() and os.access(path, os.X_OK))
    if not programs:
        print(f"bench.py: no bench_* program in {arguments[0]}/bench", file=sys.stderr)
        return 1
    file = pathlib.Path(arguments[1])
    text = file.read_text() if file.is_file() else HEAD
    for program in programs:
        print(f"bench: {program.name}", flush=True)
        text = put(text, program.name, section(program))
    file.write_text(text)
    print(f"bench: wrote {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
