"""`python -m webapp` is the `meterpost` command."""

import sys

from webapp.cli import main

sys.exit(main())
