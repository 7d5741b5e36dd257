"""`python -m articlegrab` is the command `articlegrab`."""

import sys

from articlegrab.cli import main

sys.exit(main())
