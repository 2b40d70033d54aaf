"""`python -m localdev COMMAND`."""

from localdev.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
