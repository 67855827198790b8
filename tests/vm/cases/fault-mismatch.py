# SPDX-License-Identifier: GPL-2.0
"""It names both lists and the remedy, writes nothing, and disturbs nobody."""

import attacks


def check(case):
    fingerprint = case.text("status.json").split('"fingerprint":')[1].split('"')[1]
    yield from attacks.says(case, "other", 4, fingerprint, "install module and daemon")
    if case.text("other.lines"):
        yield "it wrote lines"
    if "NOT this program's" not in case.text("other.out"):
        yield f"--status does not tell: {case.text('other.out')[:300]!r}"
