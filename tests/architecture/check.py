#!/usr/bin/env python3
"""Checks one rule of the code: check.py {arrows|banned|sizes|headers|hosts} [root]."""

import importlib
import pathlib
import sys

from project import Project

RULES = ("arrows", "banned", "sizes", "headers", "hosts")


def main(arguments):
    if not arguments or arguments[0] not in RULES:
        print(f"check.py: got {arguments[:1]}, expected one of {', '.join(RULES)}",
              file=sys.stderr)
        return 2
    root = arguments[1] if len(arguments) > 1 else pathlib.Path(__file__).resolve().parents[2]
    errors = importlib.import_module(arguments[0]).check(Project(root))
    for error in errors:
        print(error)
    print(f"{arguments[0]}: {len(errors)} violations" if errors else f"{arguments[0]}: ok")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
