"""The code that money depends on: orders, risk, journal. Held to full branch coverage
(tools/coverage.py) and to mutation testing (tools/mutate.py)."""

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[1]

ENGINE = [
    "account_desk", "exit_desk", "ladder_desk", "operator_desk", "order_desk", "order_pricing",
    "preview_view", "structure_finder", "structure_request",
]

# Room and the test programs that must notice a mistake in it, its own first.
TESTS = {
    "trade": ["trade_tests", "engine_tests"],
    "store": ["store_tests", "trade_tests"],
    "engine": ["engine_tests"],
}
# What takes long runs once the rest has passed.
SLOW = {"store_tests": "FaultyDisk.*:Migration.ADeath*:Migration.OfARecord*"}
PROGRAMS = ["trade_tests", "store_tests", "engine_tests", "system_tests"]


def sources():
    """Every source of it, as paths from the repository's root."""
    found = [*ROOT.glob("src/trade/*.cpp"), *ROOT.glob("src/store/*.cpp")]
    found += [ROOT / "src/engine" / f"{name}.cpp" for name in ENGINE]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def room_of(source):
    return pathlib.PurePath(source).parts[1]
