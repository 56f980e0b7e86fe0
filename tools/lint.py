#!/usr/bin/env python3
"""Runs clang-tidy over every room whose sources, headers or checks changed since it last passed.

lint.py BUILD_DIR [folder...]: BUILD_DIR holds compile_commands.json and remembers what passed; a
folder is a room or a folder of tests ("src/trade", "tests/trade"), all rooms when none is named.
The sources of a room are read as one, so that the headers that they share are read once: five
times as fast as one by one. That is also why their internal names must differ. Tests are read one
by one.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TIDY = "clang-tidy-19"
# A library that costs half a minute wherever it is read, or that reads the source again and again:
# these sources are read on their own.
HEAVY = re.compile(r'#\s*include\s*[<"](boost/beast|CLI/|pricing/vector_targets)')


def project_includes(path, seen):
    """Adds to `seen` every file of the repository that a source includes, however deep."""
    if path in seen or not path.is_file():
        return
    seen.add(path)
    for target in re.findall(r'^\s*#\s*include\s*"([^"]+)"', path.read_text(), re.M):
        for base in (ROOT / "src", ROOT / "tests", path.parent):
            project_includes(base / target, seen)


def fingerprint(sources, flags):
    files = set()
    for source in sources:
        project_includes(source, files)
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes() + repr(flags).encode())
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def flags_of(entry):
    """How a source is compiled, without its name, its output and the precompiled header."""
    words = shlex.split(entry["command"])
    while not re.search(r"clang\+\+|g\+\+|/c\+\+", words[0]):
        words.pop(0)  # the launcher
    words.pop(0)
    flags, at = [], 0
    while at < len(words):
        word = words[at]
        if word == "-Winvalid-pch" or word == "-c":
            at += 1
        elif word == "-Xclang":
            # -Xclang -include-pch -Xclang FILE, and -Xclang -fno-pch-timestamp
            at += 4 if words[at + 1] in ("-include-pch", "-include") else 2
        elif word == "-o":
            at += 2
        elif word.endswith(".cpp"):
            at += 1
        else:
            flags.append(word)
            at += 1
    return flags


def lint(build, name, sources, flags):
    """The findings of some sources read as one; nothing when they passed before or pass now."""
    folder = build / "lint"
    folder.mkdir(exist_ok=True)
    remembered = folder / (name + ".passed")
    wanted = fingerprint(sources, flags)
    if remembered.is_file() and remembered.read_text() == wanted:
        return ""
    unit = folder / (name + ".cpp")
    unit.write_text("".join(f'#include "{source}"\n' for source in sources))
    result = subprocess.run(
        [TIDY, "-quiet", f"--config-file={ROOT / '.clang-tidy'}", str(unit), "--", *flags, "-Wno-shadow"],
        capture_output=True, text=True, check=False)
    if result.returncode == 0:
        remembered.write_text(wanted)
        return ""
    return result.stdout or result.stderr


def units(build, folders):
    """Name, sources and flags of everything that is read at once, the longest first."""
    database = json.loads((build / "compile_commands.json").read_text())
    grouped = {}
    for entry in database:
        source = pathlib.Path(entry["directory"], entry["file"]).resolve()
        if not source.is_relative_to(ROOT) or source.is_relative_to(build):
            continue
        folder = str(source.parent.relative_to(ROOT))
        if folder in folders or (not folders and folder.startswith("src/")):
            name = folder.replace("/", "_")
            if HEAVY.search(source.read_text()) or folder.startswith("tests/"):
                name += "_" + source.stem
            grouped.setdefault(name, {})[source] = flags_of(entry)
    found = [(name, sorted(sources), next(iter(sources.values())))
             for name, sources in grouped.items()]
    return sorted(found, key=lambda unit: -sum(file.stat().st_size for file in unit[1]))


def main(arguments):
    if not arguments or not pathlib.Path(arguments[0], "compile_commands.json").is_file():
        print("lint.py: expected a build folder with compile_commands.json", file=sys.stderr)
        return 2
    build = pathlib.Path(arguments[0]).resolve()
    found = units(build, {folder.rstrip("/") for folder in arguments[1:]})
    if not found:
        print("lint.py: found no source to check", file=sys.stderr)
        return 2
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = [text for text in pool.map(lambda unit: lint(build, *unit), found) if text]
    count = sum(len(sources) for _, sources, _ in found)
    print("\n".join(findings) or f"lint: {count} sources ok")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
