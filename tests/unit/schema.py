#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Are the lines of standard input events of the schema?

    schema.py VERSION BAD

Exit status: 0 if all but BAD of them are, and there is one at all.
"""

import json
import os
import sys

import jsonschema

SCHEMAS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "schema")

version, wanted = sys.argv[1], int(sys.argv[2])
with open(os.path.join(SCHEMAS, f"cws-event-{version}.schema.json"), encoding="utf-8") as file:
    document = json.load(file)
cls = jsonschema.validators.validator_for(document, jsonschema.Draft202012Validator)
validator = cls(document)
lines = bad = 0
for line in sys.stdin:
    lines += 1
    problems = list(validator.iter_errors(json.loads(line)))
    bad += bool(problems)
    if len(problems) and not wanted:
        path = ".".join(map(str, problems[0].path))
        print(f"# {path}: {problems[0].message[:300]}: {line[:300]}")
sys.exit(not lines or bad != wanted)
