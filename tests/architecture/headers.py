"""Every header compiles alone, so that nobody has to know what to include before it."""

import concurrent.futures
import os
import subprocess

from project import includes

COMPILER = os.environ.get("WINGSPREAD_TEST_CXX", "clang++-19")


def _proved_by_its_source(project, header):
    """A source that includes its own header first has compiled it alone already."""
    source = header.removesuffix(".hpp") + ".cpp"
    if not (project.root / source).is_file():
        return False
    first = includes(project.read(source))[:1]
    return bool(first) and "src/" + first[0][1] == header


def _compile(project, header):
    result = subprocess.run(
        [COMPILER, "-std=c++23", "-fsyntax-only", "-w", "-Isrc", "-Itests", "-x", "c++", "-"],
        cwd=project.root, input=f'#include "{project.root / header}"\n', text=True,
        capture_output=True, check=False)
    if result.returncode == 0:
        return []
    first = next((line for line in result.stderr.splitlines() if "error" in line), result.stderr)
    return [f"{header}: does not compile alone: {first.strip()}"]


def check(project):
    headers = [path for path in project.sources("src", "tests")
               if path.endswith(".hpp") and not _proved_by_its_source(project, path)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda header: _compile(project, header), headers)
        return [error for errors in results for error in errors]
