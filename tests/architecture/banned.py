"""What only some rooms may touch: the real world, and the libraries that reach it."""

import re

from project import code_only, includes, room_of

# name, pattern in code, rooms or files that may, reason
CALLS = [
    ("clock", r"\b(?:system|steady|high_resolution|utc|file)_clock\s*::\s*now\b"
              r"|\b(?:gettimeofday|clock_gettime|localtime|gmtime)\b|\bstd::time\s*\(",
     {"app"}, "time is passed in as Now"),
    ("randomness", r"\brandom_device\b|\bmt19937|\b(?:s?rand|drand48|getrandom)\s*\("
                   r"|\b\w+_distribution\s*<",
     {"app"}, "randomness is passed in as core/rng.hpp"),
    ("thread", r"\bstd::(?:jthread|thread|async|mutex|shared_mutex|recursive_mutex"
               r"|condition_variable|counting_semaphore|binary_semaphore|latch|barrier|atomic)\b",
     {"net", "server", "app", "src/core/bounded_queue.hpp"},
     "one thread owns each core; queues join them"),
    ("sleep", r"\b(?:sleep_for|sleep_until|usleep|nanosleep)\b|\bsleep\s*\(",
     {"app"}, "deadlines are timers; only a command line may wait in between two looks"),
    ("environment", r"\bgetenv\b|\benviron\b", {"app"}, "configuration is passed in"),
    ("output", r"\bstd::(?:cout|cerr|clog)\b|\b(?:printf|puts|fprintf|fputs)\s*\(|\bfmt::print\b",
     {"app", "src/core/decimal.cpp"}, "logic returns what happened"),
    ("unfinished", r"\b(?:TODO|FIXME|XXX|HACK)\b", set(), "finish it or write it down as an idea"),
]

# include prefix, rooms that may, reason
LIBRARIES = [
    ("boost/beast", {"server"}, "Beast stays behind the server's own types"),
    ("boost/asio", {"net", "server", "app"}, "logic is sans-I/O"),
    ("sys/socket.h", {"net"}, "logic is sans-I/O"),
    ("netinet/", {"net"}, "logic is sans-I/O"),
    ("arpa/", {"net"}, "logic is sans-I/O"),
    ("boost/json", {"server"}, "only the server knows JSON"),
    ("prometheus/", {"server"}, "metrics are served by the server"),
    ("sqlite3.h", {"store"}, "storage stands behind the journal's interface"),
    ("zlib.h", {"data"}, "only chain files are compressed"),
    ("date/tz.h", {"options"}, "time zones are the calendar's"),
    ("CLI/", {"app"}, "the command line is the app's"),
    ("toml", {"app"}, "configuration is the app's"),
    ("spdlog/", {"app"}, "logic returns what happened"),
    ("fstream", {"data", "store", "app"}, "files are read at the edges"),
    ("filesystem", {"data", "store", "app"}, "files are read at the edges"),
    ("iostream", set(), "slow, and output is the app's"),
    ("thread", {"net", "server", "app"}, "one thread owns each core"),
    ("mutex", {"net", "server", "app", "src/core/bounded_queue.hpp"}, "queues join threads"),
]

# Costly in every file that includes them, so no header that another room reaches may do so.
HEAVY_IN_HEADERS = ("boost/", "CLI/", "toml", "date/", "spdlog/", "sqlite3.h", "fmt/",
                    "prometheus/", "zlib.h", "regex", "iostream")


def _may(path, allowed):
    return room_of(path) in allowed or path in allowed


def _call_errors(path, text):
    errors = []
    for number, line in enumerate(code_only(text).splitlines(), 1):
        for name, pattern, allowed, reason in CALLS:
            match = re.search(pattern, line)
            if match and not _may(path, allowed):
                errors.append(f"{path}:{number}: {name} ({match[0]}): {reason}")
    return errors


def _include_errors(path, text):
    errors = []
    for number, target, quoted in includes(text):
        if quoted:
            continue
        for prefix, allowed, reason in LIBRARIES:
            matches = target.startswith(prefix) if prefix.endswith("/") else (
                target == prefix or target.startswith(prefix + "/")
                or target.startswith(prefix + ".") or target.startswith(prefix + "++"))
            if matches and not _may(path, allowed):
                errors.append(f"{path}:{number}: <{target}>: {reason}")
    return errors


def _public_headers(project, paths):
    """Headers that a source of another room includes, directly or through other headers."""
    texts = {path: project.read(path) for path in paths}
    targets = {path: ["src/" + target for _, target, quoted in includes(text) if quoted]
               for path, text in texts.items()}
    waiting = [target for path in paths for target in targets[path]
               if target in texts and room_of(target) != room_of(path)]
    public = set()
    while waiting:
        path = waiting.pop()
        if path not in public:
            public.add(path)
            waiting += [target for target in targets[path] if target in texts]
    return sorted(public)


def _weight_errors(project, paths):
    return [f"{path}:{number}: <{target}> is too heavy for a header that other rooms include"
            for path in _public_headers(project, paths)
            for number, target, quoted in includes(project.read(path))
            if not quoted and target.startswith(HEAVY_IN_HEADERS)]


def check(project):
    paths = project.sources("src")
    errors = _weight_errors(project, paths)
    for path in paths:
        text = project.read(path)
        errors += _call_errors(path, text) + _include_errors(path, text)
        comments = [number for number, line in enumerate(text.splitlines(), 1)
                    if re.search(r"//.*\b(?:TODO|FIXME|XXX)\b", line)]
        errors += [f"{path}:{number}: unfinished work" for number in comments]
    for path in project.sources("tests"):
        for number, line in enumerate(code_only(project.read(path)).splitlines(), 1):
            if re.search(CALLS[3][1], line):
                errors.append(f"{path}:{number}: a test must not sleep")
    return errors
