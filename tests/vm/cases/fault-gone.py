# SPDX-License-Identifier: GPL-2.0
def check(case):
    if case.text("gone.code").strip() != "8":
        yield f"expected exit status 8, got {case.text('gone.code').strip()}"
    lines = case.text("gone.err").splitlines()
    if len(lines) != 2 or "went away" not in lines[-1]:
        yield f"expected one line more, about the module: {lines}"
