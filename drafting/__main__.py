"""`python -m drafting` is `jianggao` (命令行入口)."""

import sys

from drafting.cli import main

if __name__ == "__main__":
    sys.exit(main())
