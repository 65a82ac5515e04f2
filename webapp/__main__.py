"""`python -m webapp` is the `meterpost` command."""

import sys

from webapp.cli import main

# A web process of several is started anew and reads this file, but is not the command.
if __name__ == "__main__":
    sys.exit(main())
