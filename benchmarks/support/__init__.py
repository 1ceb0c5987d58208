"""What all benchmarks share: databases, servers, load, accounting of CPU and the printed line.

A benchmark is run as a script, so its own folder is on the path; sources and tests are found from the root.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(path) for path in (ROOT, ROOT / "src", ROOT / "demo") if str(path) not in sys.path]
