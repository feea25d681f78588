"""``python -m stedenband`` is the command ``stedenband``."""

from stedenband.cli import main

if __name__ == "__main__":
    main()
