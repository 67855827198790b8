# SPDX-License-Identifier: GPL-2.0
def check(case):
    if case.text("second.exit").strip() != "5":
        yield f"exit code: expected 5, got {case.text('second.exit').strip()}"
    if len(case.text("second.err").strip().splitlines()) != 1:
        yield f"expected one line of explanation, got {case.text('second.err')!r}"
