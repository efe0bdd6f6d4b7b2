"""`python -m drafting` is `jianggao` (命令行入口)."""

from drafting.cli import run

if __name__ == "__main__":
    run()
