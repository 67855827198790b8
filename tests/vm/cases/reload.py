# SPDX-License-Identifier: GPL-2.0
COMPARE = False


def check(case):
    if case.text("cycles").strip() != str(12 * case.scale):
        yield f"{12 * case.scale} cycles were not completed"
    kinds = {e["evt"]["name"] for e in case.events}
    if not {"fork", "exec", "exit", "open"} <= kinds:
        yield f"only these events came: {sorted(kinds)}"
