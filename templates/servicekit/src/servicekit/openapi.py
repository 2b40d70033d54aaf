"""`python -m servicekit.openapi PACKAGE`: the document that a service serves, as JSON."""

import sys
from collections.abc import Sequence

from servicekit import jsontext
from servicekit.contract import Contract


def main(arguments: Sequence[str]) -> int:
    """Write the document of a package, and nothing else, to standard output."""
    (package,) = arguments
    sys.stdout.buffer.write(jsontext.render(Contract.of_package(package).document) + b"\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
