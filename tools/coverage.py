#!/usr/bin/env python3
"""Which branches of the code that money depends on no test takes.

coverage.py BUILD_DIR: runs the test programs of BUILD_DIR (preset "coverage") and prints, for each
source, how many branches it has, and each that is never taken: line, column, and the outcome of its
condition that no test sees. tools/coverage_exceptions.txt names those that no test can take, and how
many each source still owes. Fails when more are missed, and when the file could be shorter.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from money_code import PROGRAMS, ROOT, sources

EXCEPTIONS = ROOT / "tools/coverage_exceptions.txt"
# Always false in what is tested here, and so is what stands behind it: core/planted.hpp.
PLANTED = re.compile(r"\bplanted\([^;{}]*$")


def run_tests(build, folder):
    for program in PROGRAMS:
        print(f"coverage: running {program}", file=sys.stderr)
        profile = f"{folder}/{program}-%p.profraw"
        subprocess.run([build / "tests" / program, "--gtest_brief=1"], check=True,
                       stdout=subprocess.DEVNULL, env=dict(os.environ, LLVM_PROFILE_FILE=profile))
    merged = f"{folder}/merged.profdata"
    subprocess.run(["llvm-profdata-19", "merge", "-sparse", "-o", merged,
                    *map(str, pathlib.Path(folder).glob("*.profraw"))], check=True)
    return merged


def export(build, profile):
    programs = [str(build / "tests" / program) for program in PROGRAMS]
    objects = [word for program in programs[1:] for word in ("-object", program)]
    done = subprocess.run(["llvm-cov-19", "export", "-skip-expansions", "-skip-functions",
                           f"-instr-profile={profile}", programs[0], *objects,
                           *(str(ROOT / source) for source in sources())],
                          check=True, capture_output=True, text=True)
    return json.loads(done.stdout)["data"][0]["files"]


def branches_of(file):
    """{(line, column): [times true, times false]}, all instantiations of a template together."""
    found = {}
    for line, column, _, _, yes, no, *_ in file["branches"]:
        counts = found.setdefault((line, column), [0, 0])
        counts[0] += yes
        counts[1] += no
    return found


def missed_in(source, branches):
    """(line, column, "true" or "false", text of the line)"""
    lines = (ROOT / source).read_text().split("\n")
    for (line, column), counts in sorted(branches.items()):
        text = lines[line - 1]
        # The compiler knows that every value has its case (-Werror=switch-enum).
        if text.strip().startswith("switch ("):
            continue
        if PLANTED.search("\n".join([*lines[max(0, line - 4):line - 1], text[:column + 8]])):
            continue
        for outcome, count in zip(("true", "false"), counts):
            if count == 0:
                yield line, column, outcome, text.strip()


def exceptions():
    """[(source, part of the line, outcome, reason)] and {source: how many it owes}"""
    excused, owed = [], {}
    for line in EXCEPTIONS.read_text().split("\n"):
        row = tuple(line.split(" | "))
        if not line or line.startswith("#"):
            continue
        if len(row) == 4:
            excused.append(row)
        elif len(row) == 2 and row[1].isdigit():
            owed[row[0]] = int(row[1])
        else:
            sys.exit(f"coverage: {EXCEPTIONS.name}: expected two or four parts: {line}")
    return excused, owed


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        files = export(build, run_tests(build, folder))
    excused, owed = exceptions()
    used, counts, total = set(), {}, 0
    print(f"{'source':36} {'branches':>8} {'missed':>7} {'excused':>8}")
    for file in sorted(files, key=lambda one: one["filename"]):
        source = os.path.relpath(file["filename"], ROOT)
        branches, missed, excuses = branches_of(file), [], 0
        for line, column, outcome, text in missed_in(source, branches):
            known = [row for row in excused
                     if row[0] == source and row[1] in text and row[2] == outcome]
            used.update(known)
            excuses += bool(known)
            if not known:
                missed.append(f"  {source}:{line}:{column}: never {outcome}: {text}")
        print(f"{source:36} {2 * len(branches):8} {len(missed):7} {excuses:8}", *missed, sep="\n"
              if missed else "")
        counts[source] = len(missed)
        total += 2 * len(branches)
    print(f"{'all':36} {total:8} {sum(counts.values()):7} {len(used):8}")
    return verdict(counts, owed, [row for row in excused if row not in used])


def verdict(counts, owed, unused):
    wrong = [f"{EXCEPTIONS.name} excuses what is not missed: {' | '.join(row)}" for row in unused]
    for source in sorted({*counts, *owed}):
        missed, most = counts.get(source, 0), owed.get(source, 0)
        if missed > most:
            wrong.append(f"{source}: {missed} branches are missed, at most {most}")
        elif missed < most:
            wrong.append(f"{source}: lower what it owes in {EXCEPTIONS.name} to {missed}")
    for line in wrong:
        print(f"coverage: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
