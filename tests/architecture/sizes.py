"""Long functions and long files are listed with a reason, and the list may only shrink."""

import re

from project import code_only

FUNCTION_LIMIT = 70
FILE_LIMIT = 500
LIST = "tests/architecture/size_exceptions.txt"


def _without_parentheses(head):
    """The head with the contents of its outer parentheses removed."""
    out, depth = [], 0
    for char in head:
        if char == ")":
            depth -= 1
        if depth == 0:
            out.append(char)
        if char == "(":
            depth += 1
    return "".join(out)


def _kind(head, enclosing):
    """What an opening brace begins, judged from the text between it and the last ; { or }."""
    if enclosing in ("function", "block"):
        return "block"
    bare = _without_parentheses(re.sub(r"\b(public|private|protected)\s*:", "", head))
    if re.search(r"\)[\w\s]*:(?!:)", bare) and re.search(r"[\w>]\s*$", bare):
        return "member"  # a member initialiser such as `: name_{name}`
    if re.search(r"\bnamespace\b", bare) or re.match(r'\s*extern\s*""\s*$', bare):
        return "scope"
    if re.search(r"\b(class|struct|union)\b", bare) and "(" not in re.sub(
            r"alignas\(\)|requires\s*\(\)", "", bare):
        return "scope"
    if re.search(r"(?<!operator)(?<![=!<>])=(?![=])", bare.replace("operator=", "operator ")):
        return "block"  # an initialiser
    return "function" if "(" in bare else "block"


def _name(head):
    test = re.search(r"\b(TEST(?:_F|_P)?|RC_GTEST_PROP)\s*\(\s*(\w+)\s*,\s*(\w+)", head)
    if test:
        return f"{test[2]}.{test[3]}"
    match = re.search(r"([~\w:]+|operator\s*[^\s\w(]+|operator\s*\(\))\s*\(", head)
    return match[1] if match else "?"


def functions(text):
    """(name, first line, number of lines) of each function with a body."""
    text = re.sub(r"^[ \t]*#(?:[^\n\\]|\\.)*", "", code_only(text), flags=re.M | re.S)
    found, stack = [], []
    head_start, parentheses = 0, 0
    for position, char in enumerate(text):
        if char == "(":
            parentheses += 1
        elif char == ")":
            parentheses -= 1
        elif char == ";" and parentheses == 0:
            head_start = position + 1
        elif char == "{":
            head = text[head_start:position]
            enclosing = stack[-1][0] if stack else "scope"
            kind = "block" if parentheses else _kind(head, enclosing)
            begins = head_start + len(head) - len(head.lstrip())
            stack.append((kind, begins, _name(head), parentheses, head_start))
            if kind != "member":
                parentheses = 0
                head_start = position + 1
        elif char == "}" and stack:
            kind, begins, name, parentheses, outer_start = stack.pop()
            inside_head = kind == "member" or parentheses > 0
            head_start = outer_start if inside_head else position + 1
            if kind == "function":
                first = text.count("\n", 0, begins) + 1
                found.append((name, first, text.count("\n", 0, position) + 2 - first))
    return found


def measure(project):
    """Everything over a limit: key to number of lines."""
    found = {}
    for path in project.sources("src", "tests", "bench", "experiments", ".vibe"):
        text = project.read(path)
        lines = text.count("\n")
        if lines > FILE_LIMIT:
            found[path] = lines
        for name, _, length in functions(text):
            if length > FUNCTION_LIMIT:
                key = f"{path}:{name}"
                found[key] = max(length, found.get(key, 0))
    return found


def _listed(project):
    entries, errors = {}, []
    for number, line in enumerate(project.read(LIST).splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(None, 2)
        if len(words) < 3 or not words[1].isdigit():
            errors.append(f'{LIST}:{number}: got "{line}", expected: place lines reason')
        else:
            entries[words[0]] = int(words[1])
    return entries, errors


def check(project):
    found = measure(project)
    listed, errors = _listed(project)
    for key, lines in sorted(found.items()):
        limit = FUNCTION_LIMIT if ":" in key else FILE_LIMIT
        if key not in listed:
            errors.append(f"{key}: {lines} lines, at most {limit}; find the missing type")
        elif lines > listed[key]:
            errors.append(f"{key}: has grown to {lines} lines; {LIST} allows {listed[key]}")
        elif lines < listed[key]:
            errors.append(f"{LIST}: lower {key} from {listed[key]} to {lines}")
    errors += [f"{LIST}: {key} is within the limits now; remove it"
               for key in sorted(listed) if key not in found]
    return errors
