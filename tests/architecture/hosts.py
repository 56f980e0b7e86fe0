"""The repository names no package registry and no path of one machine."""

import re

# The brackets keep these patterns from finding themselves.
PATTERNS = [
    ("package registry", r"registry[.]npmjs|[.]npmjs[.]org|pypi[.]org|pythonhosted[.]org"
                         r"|deb[.]debian[.]org|crates[.]io|proxy[.]golang[.]org"),
    ("path of one machine", r"(?<![\w./-])/(?:work|root|home/\w+|Users/\w+|mnt|media)/"
                            r"|\b[A-Z]:\\Users\\"),
]


def check(project):
    errors = []
    for path in project.text_files():
        for number, line in enumerate(project.read(path).splitlines(), 1):
            for name, pattern in PATTERNS:
                match = re.search(pattern, line)
                if match:
                    errors.append(f'{path}:{number}: {name}: "{match[0]}"')
    return errors
