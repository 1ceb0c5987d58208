"""What all benchmarks share: databases, servers, load, accounting of CPU and the printed line.

A benchmark is run as a script, so its own folder is on the path; the tests' helpers are found from the root.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
