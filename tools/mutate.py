#!/usr/bin/env python3
"""Plants small mistakes into the code that money depends on, and asks whether a test notices.

mutate.py BUILD_DIR [--sample N] [--seed S] [--file PATH]... [--own] [--list]

A mutant is one source with one change: a comparison turned or moved by one, a condition negated, plus
for minus, a statement left out, an empty value returned, a constant changed. Its object alone is
compiled and linked before the room's library; then the room's tests run until the first that fails.
What does not compile is no mutant. Each survivor is printed: a mistake that no test would notice, or
a change that means the same. Fails when fewer than 90 of 100 are noticed.

BUILD_DIR is built with the preset "dev": its objects are used.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import random
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from money_code import ROOT, SLOW, TESTS, room_of, sources

LEAST_KILLED = 0.90
MEMORY_BYTES = 4 << 30

# ---- Where a source can be changed


@dataclasses.dataclass(frozen=True)
class Mutant:
    source: str
    at: int  # of the text that is replaced
    old: str
    new: str
    line: int

    def text(self):
        code = (ROOT / self.source).read_text()
        return code[:self.at] + self.new + code[self.at + len(self.old):]

    def __str__(self):
        old, new = " ".join(self.old.split()), " ".join(self.new.split())
        return f"{self.source}:{self.line}: {old} -> {new or '(left out)'}"


HIDDEN = re.compile(r'R"sql\(.*?\)sql"|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)\'|//[^\n]*', re.S)
# Lines whose change means nothing to a test: declarations, diagnostics, what is only for speed, and
# mistakes that are planted already.
SKIPPED = re.compile(r"^\s*(#|using |namespace|template|static_assert|friend |\[\[)|planted\(|reserve\(")


def masked(code):
    """The code, as long as before, with blanks for strings, characters and comments."""
    def blank(match):
        text = match.group()
        return text[0] + re.sub(r"[^\n]", " ", text[1:-1]) + text[-1] if text[0] == '"' else \
            re.sub(r"[^\n]", " ", text)
    # A digit separator is no character literal.
    return HIDDEN.sub(blank, re.sub(r"(?<=\d)'(?=\d)", "_", code))


# pattern with the group that is replaced, and what stands there instead
REPLACED = [
    (r" (==) ", ["!="]), (r" (!=) ", ["=="]),
    (r" (<) ", ["<=", ">="]), (r" (>) ", [">=", "<="]),
    (r" (<=) ", ["<", ">"]), (r" (>=) ", [">", "<"]),
    (r" (&&) ", ["||"]), (r" (\|\|) ", ["&&"]),
    (r"(?<=[\w)\]]) (\+) ", ["-"]), (r"(?<=[\w)\]]) (-) ", ["+"]),
    (r" (\*) ", ["/"]), (r" (/) ", ["*"]),
    (r" (\+=) ", ["-="]), (r" (-=) ", ["+="]),
    (r"(?<!\w)(\+\+)", ["--"]), (r"(?<!\w)(--)", ["++"]),
    (r"(?<![\w=])(!)(?=[\w(*])", [""]),
    (r"\b(true)\b", ["false"]), (r"\b(false)\b", ["true"]),
    (r"\b(std::min)\b", ["std::max"]), (r"\b(std::max)\b", ["std::min"]),
    (r"\b(any_of|all_of|none_of)\b", {"any_of": "all_of", "all_of": "any_of", "none_of": "any_of"}),
]
NUMBER = re.compile(r"(?<![\w.])(\d[\d_]*(?:\.\d+)?)(?![\w.])")
STATEMENT = re.compile(
    r"(?:^|(?<=\) )|(?<=else ))(?!return\b|co_return\b|using\b|auto\b|const\b|if\b|for\b|case\b)"
    r"((?:static_cast<void>\(.*\)|[^\s=(]+\(.*\)|[^\s=(]+(?:\[[^\]]*\])? [-+|&]?= .*|\+\+[^ ]+|--[^ ]+"
    r"|break|continue);)$")
RETURN = re.compile(r"\breturn (?!std::nullopt;|\{\};)([^;{}]+(?:\{[^{}]*\}[^;{}]*)*);")
CONDITION = re.compile(r"\b(?:if|while) \(")


def closing(code, at):
    """Behind the parenthesis that closes the one at `at`."""
    depth = 0
    for end in range(at, len(code)):
        depth += {"(": 1, ")": -1}.get(code[end], 0)
        if depth == 0:
            return end
    return -1


def conditions(code):
    for match in CONDITION.finditer(code):
        start = match.end()
        end = closing(code, start - 1)
        inner = code[start:end]
        if ";" in inner:
            start += inner.rindex(";") + 2
        elif re.match(r"(const )?auto\b", inner):
            continue
        if end > start:
            yield start, code[start:end], f"!({code[start:end]})"


def balanced(text):
    return all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}"))


def changes(code):
    """(at, length, new) for each change; `code` is masked."""
    for pattern, new in REPLACED:
        for match in re.finditer(pattern, code):
            words = [new[match.group(1)]] if isinstance(new, dict) else new
            for word in words:
                yield match.start(1), len(match.group(1)), word
    for match in NUMBER.finditer(code):
        value = match.group(1).replace("_", "")
        yield match.start(1), len(match.group(1)), \
            value + "1" if "." in value else str(int(value) + 1)
    for at, old, new in conditions(code):
        yield at, len(old), new
    for match in RETURN.finditer(code):
        if match.group(1) not in ("true", "false", '""'):
            yield match.start(1), len(match.group(1)), "{}"
    start = 0
    for line in code.split("\n"):
        body = line.strip()
        match = STATEMENT.search(body)
        # A statement that begins on an earlier line does not stand alone.
        if match and balanced(match.group(1)) and code[:start].rstrip()[-1:] in ("", ";", "{", "}", ")", ":"):
            at = start + line.index(body) + match.start(1)
            yield at, len(match.group(1)), ";"
        start += len(line) + 1


def mutants_of(source):
    code = (ROOT / source).read_text()
    hidden = masked(code)
    lines = hidden.split("\n")
    found = {}
    for at, length, new in changes(hidden):
        line = hidden.count("\n", 0, at)
        if SKIPPED.search(lines[line]):
            continue
        old = code[at:at + length]
        # What is masked comes back in conditions.
        if new.startswith("!(") and length > 1:
            new = f"!({old})"
        if old != new:
            found[at, length, new] = Mutant(source, at, old, new, line + 1)
    return list(found.values())


# ---- Whether a test notices


class Workshop:
    def __init__(self, build, rooms, own):
        self.tests = {room: TESTS[room][:1] if own else TESTS[room] for room in rooms}
        programs = sorted({program for tests in self.tests.values() for program in tests})
        self.build = pathlib.Path(build).resolve()
        self.compiles = {}
        for entry in json.loads((self.build / "compile_commands.json").read_text()):
            words = shlex.split(entry["command"])
            source = os.path.relpath(entry["file"], ROOT)
            if "WINGSPREAD_PLANTED" not in entry["command"]:
                self.compiles[source] = words[next(i for i, word in enumerate(words)
                                                   if "clang++" in word):]
        self.links = {program: self.link_of(program) for program in programs}
        self.seconds = {}

    def link_of(self, program):
        commands = subprocess.run(["ninja", "-C", self.build, "-t", "commands", program],
                                  check=True, capture_output=True, text=True).stdout
        words = shlex.split(commands.strip().split("\n")[-1])
        return words[words.index("&&") + 1:-2]  # ": && clang++ ... && :"

    def compile(self, mutant, folder):
        changed = folder / "mutant.cpp"
        changed.write_text(mutant.text())
        words, command = iter(self.compiles[mutant.source]), []
        for word in words:
            if word == "-o":
                next(words)
            elif word.endswith(mutant.source) and not word.startswith("-"):
                pass
            elif word not in ("-c", "-Werror", "-Werror=switch-enum"):
                command.append(word)
        command += ["-w", "-g0", "-iquote", str((ROOT / mutant.source).parent), "-c",
                    str(changed), "-o", str(folder / "mutant.o")]
        return subprocess.run(command, cwd=self.build, capture_output=True).returncode == 0

    def link(self, program, folder):
        command = list(self.links[program])
        at = command.index("-o")
        command[at:at + 2] = [str(folder / "mutant.o"), "-Wl,--strip-debug", "-o",
                              str(folder / program)]
        done = subprocess.run(command, cwd=self.build, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"mutate: {program} does not link:\n{done.stderr}")

    def passes(self, program, path, folder, timeout):
        slow = SLOW.get(program)
        return all(self.runs(path, chosen, folder, timeout)
                   for chosen in ([f"-{slow}", slow] if slow else ["*"]))

    def runs(self, path, chosen, folder, timeout):
        environment = dict(os.environ, TMPDIR=str(folder))
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        command = [path, "--gtest_brief=1", "--gtest_fail_fast", f"--gtest_filter={chosen}"]
        process = subprocess.Popen(command, env=environment, cwd=folder, preexec_fn=limit,
                                   start_new_session=True, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        try:
            return process.wait(timeout) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            # Tests fork: nothing of a mutant may outlive it.
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()

    def measure(self):
        """How long the sound programs take, and that they pass."""
        with scratch() as folder:
            for program in self.links:
                begun = time.monotonic()
                if not self.passes(program, self.build / "tests" / program, folder, 900):
                    sys.exit(f"mutate: {program} fails without a mistake")
                self.seconds[program] = time.monotonic() - begun

    def verdict(self, mutant):
        """ "killed", "survived", or "invalid" when it does not compile."""
        with scratch() as folder:
            if not self.compile(mutant, folder):
                return "invalid"
            for program in self.tests[room_of(mutant.source)]:
                self.link(program, folder)
                timeout = 10 + 6 * self.seconds[program]
                if not self.passes(program, folder / program, folder, timeout):
                    return "killed"
        return "survived"


class scratch:
    """A folder of its own, in memory where that is possible: the journal's tests sync often."""

    def __enter__(self):
        base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.path = tempfile.mkdtemp(prefix="wingspread-mutant-", dir=base)
        return pathlib.Path(self.path)

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def judged(workshop, mutants, wanted, jobs):
    """(mutant, verdict) until so many were valid."""
    valid, queue = 0, iter(mutants)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        running = {}
        while True:
            while len(running) < min(jobs, wanted - valid) and (mutant := next(queue, None)):
                running[pool.submit(workshop.verdict, mutant)] = mutant
            if not running:
                return
            done, _ = concurrent.futures.wait(running, return_when="FIRST_COMPLETED")
            for future in done:
                verdict = future.result()
                valid += verdict != "invalid"
                yield running.pop(future), verdict


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build")
    parser.add_argument("--sample", type=int, default=150, help="so many mutants; 0: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--file", action="append", help="only this source")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--own", action="store_true", help="ask the room's own tests alone")
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    arguments = parser.parse_args()

    mutants = [mutant for source in arguments.file or sources() for mutant in mutants_of(source)]
    if arguments.list:
        print(*mutants, sep="\n")
        return 0
    random.Random(arguments.seed).shuffle(mutants)
    rooms = {room_of(mutant.source) for mutant in mutants}
    workshop = Workshop(arguments.build, rooms, arguments.own)
    workshop.measure()

    totals = {}
    wanted = arguments.sample or len(mutants)
    for mutant, verdict in judged(workshop, mutants, wanted, arguments.jobs):
        if verdict == "invalid":
            continue
        killed, judged_so_far = totals.get(room_of(mutant.source), (0, 0))
        totals[room_of(mutant.source)] = (killed + (verdict == "killed"), judged_so_far + 1)
        if verdict == "survived":
            print(f"survived {mutant}", flush=True)
    return report(totals, arguments.seed, len(mutants))


def report(totals, seed, candidates):
    killed = sum(room[0] for room in totals.values())
    judged_count = sum(room[1] for room in totals.values())
    if judged_count == 0:
        sys.exit("mutate: there is nothing to change")
    for room, (dead, count) in sorted(totals.items()):
        print(f"{room:7} {dead:4} of {count:4} noticed, {100 * dead / count:.1f} %")
    print(f"all     {killed:4} of {judged_count:4} noticed, {100 * killed / judged_count:.1f} % "
          f"(seed {seed}, {candidates} candidates)")
    if killed < LEAST_KILLED * judged_count:
        print(f"mutate: fewer than {100 * LEAST_KILLED:.0f} % were noticed")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
