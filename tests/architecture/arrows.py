"""Real includes follow the arrows that src/CMakeLists.txt declares, and ARCHITECTURE.md agrees."""

import re

from project import includes, room_of


def _include_errors(project, rooms):
    errors = []
    for path in project.sources("src"):
        room = room_of(path)
        if room not in rooms:
            errors.append(f"{path}: stands in no room of src/CMakeLists.txt")
            continue
        for line, target, quoted in includes(project.read(path)):
            if not quoted:
                continue
            other = target.split("/")[0]
            if "/" not in target or other not in rooms:
                errors.append(f'{path}:{line}: "{target}" is not included by room path')
            elif other != room and other not in rooms[room]:
                errors.append(f'{path}:{line}: {room} must not include {other} ("{target}")')
    return errors


def _order_errors(rooms):
    """A room may only lean on rooms declared above it, so that no circle can be drawn."""
    errors = []
    seen = set()
    for room, deps in rooms.items():
        errors += [f"src/CMakeLists.txt: {room} leans on {dep}, which is declared after it"
                   for dep in deps if dep not in seen]
        seen.add(room)
    return errors


def _document_errors(project, rooms):
    """Each room has one row `| `room/` | rooms it may include | … |` in ARCHITECTURE.md."""
    errors = []
    rows = dict(re.findall(r"^\| `(\w+)/` \| ([^|]*) \|", project.read("ARCHITECTURE.md"), re.M))
    for room, deps in rooms.items():
        if room not in rows:
            errors.append(f"ARCHITECTURE.md: room {room}/ has no row")
            continue
        stated = sorted(re.findall(r"\w+", rows[room]))
        if stated != sorted(deps):
            errors.append(f"ARCHITECTURE.md: {room}/ states {stated}, src/CMakeLists.txt "
                          f"declares {sorted(deps)}")
    errors += [f"ARCHITECTURE.md: room {room}/ does not exist" for room in rows
               if room not in rooms]
    return errors


def check(project):
    rooms = project.rooms()
    if not rooms:
        return ["src/CMakeLists.txt: declares no room"]
    return (_include_errors(project, rooms) + _order_errors(rooms)
            + _document_errors(project, rooms))
