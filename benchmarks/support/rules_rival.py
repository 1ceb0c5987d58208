"""json-logic-qubit on the cases of ``rules_rows``: ``rules_rival.py SECONDS`` prints [rows, seconds of CPU, sum]."""

import json
import sys

from json_logic import jsonLogic
from rules_cases import JSON_LOGIC, rows, timed

print(json.dumps(timed(lambda row: jsonLogic(JSON_LOGIC, row), rows(), float(sys.argv[1]))))
