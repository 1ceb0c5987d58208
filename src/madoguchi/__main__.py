"""`python -m madoguchi`: the command line."""

import sys

from madoguchi.config.command_line import main

sys.exit(main())
