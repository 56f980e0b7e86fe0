"""What the rules look at: the rooms with their declared arrows, and C++ text without its comments."""

import pathlib
import re
import subprocess

TEXT_SUFFIXES = {
    ".cpp", ".hpp", ".c", ".h", ".py", ".sh", ".md", ".txt", ".cmake", ".json", ".mjs", ".js",
    ".ts", ".css", ".html", ".toml", ".yml", ".yaml", ".svelte", "",
}


class Project:
    """A checkout: files by path relative to its root."""

    def __init__(self, root):
        self.root = pathlib.Path(root)

    def read(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def files(self):
        """Every file that belongs to the repository, whether or not it is committed yet."""
        if (self.root / ".git").exists():
            command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
            listed = subprocess.run(
                command, cwd=self.root, capture_output=True, text=True, check=True).stdout
            paths = sorted(set(listed.splitlines()))
        else:
            paths = sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*"))
        return [path for path in paths if (self.root / path).is_file()]

    def sources(self, *folders):
        return [path for path in self.files()
                if path.startswith(tuple(folder + "/" for folder in folders))
                and path.endswith((".cpp", ".hpp"))]

    def text_files(self):
        return [path for path in self.files() if pathlib.Path(path).suffix in TEXT_SUFFIXES]

    def rooms(self):
        """Room name to the rooms that it may include, as src/CMakeLists.txt declares them."""
        text = re.sub(r"#.*", "", self.read("src/CMakeLists.txt"))
        rooms = {}
        for body in re.findall(r"wingspread_room\(([^)]*)\)", text):
            words = body.split()
            deps = words[words.index("DEPS") + 1:] if "DEPS" in words else []
            rooms[words[0]] = deps[:deps.index("LIBS")] if "LIBS" in deps else deps
        return rooms


def room_of(path):
    """The room of a source below src/, or None for a file that stands in none."""
    parts = pathlib.PurePath(path).parts
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None


def includes(text):
    """(line number, path, is quoted) of each include."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            found.append((number, match[2], match[1] == '"'))
    return found


_TOKENS = re.compile(
    r'R"(?P<delimiter>[^()\s\\]{0,16})\(.*?\)(?P=delimiter)"'  # raw string
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'"  # a quote after a digit separates digits
    r"|//(?:[^\n\\]|\\.)*"
    r"|/\*.*?\*/",
    re.DOTALL)


def _blank(match):
    text = match[0]
    lines = "\n" * text.count("\n")
    if text.startswith("/"):
        return " " + lines
    return '""' + lines if text.endswith('"') else "' '"


def code_only(text):
    """The text with comments removed and literals emptied; line numbers stay."""
    return _TOKENS.sub(_blank, text)
