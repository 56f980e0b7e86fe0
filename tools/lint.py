#!/usr/bin/env python3
"""Runs clang-tidy over the sources whose text, headers or checks changed since it last passed.

lint.py BUILD_DIR [source...]: BUILD_DIR holds compile_commands.json and remembers what passed.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
TIDY = "clang-tidy-19"


def project_includes(path, seen):
    """Adds to `seen` every file of the repository that a source includes, however deep."""
    if path in seen or not path.is_file():
        return
    seen.add(path)
    for target in re.findall(r'^\s*#\s*include\s*"([^"]+)"', path.read_text(), re.M):
        for base in (ROOT / "src", ROOT / "tests", path.parent):
            project_includes(base / target, seen)


def fingerprint(source):
    files = set()
    project_includes(source, files)
    digest = hashlib.sha256((ROOT / ".clang-tidy").read_bytes())
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def lint(build, source):
    """The findings of one source; nothing when it passed before or passes now."""
    remembered = build / "lint" / str(source.relative_to(ROOT)).replace("/", "_")
    wanted = fingerprint(source)
    if remembered.is_file() and remembered.read_text() == wanted:
        return ""
    result = subprocess.run([TIDY, "-quiet", "-p", str(build), str(source)],
                            capture_output=True, text=True, check=False)
    if result.returncode == 0:
        remembered.parent.mkdir(exist_ok=True)
        remembered.write_text(wanted)
        return ""
    return result.stdout or result.stderr


def sources_to_check(build, named):
    database = json.loads((build / "compile_commands.json").read_text())
    files = {pathlib.Path(entry["directory"], entry["file"]).resolve() for entry in database}
    if named:
        return sorted(files & {pathlib.Path(name).resolve() for name in named})
    return sorted(file for file in files if file.is_relative_to(ROOT / "src"))


def main(arguments):
    if not arguments or not pathlib.Path(arguments[0], "compile_commands.json").is_file():
        print("lint.py: expected a build folder with compile_commands.json", file=sys.stderr)
        return 2
    build = pathlib.Path(arguments[0]).resolve()
    sources = sources_to_check(build, arguments[1:])
    if not sources:
        print("lint.py: found no source to check", file=sys.stderr)
        return 2
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        findings = [text for text in pool.map(lambda file: lint(build, file), sources) if text]
    print("\n".join(findings) or f"lint: {len(sources)} sources ok")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
