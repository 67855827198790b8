# SPDX-License-Identifier: GPL-2.0
import attacks

ONE_READER = False


def check(case):
    yield from attacks.says(case, "missing", 7, "/tmp/none/lines")
    yield from attacks.says(case, "directory", 7, "/tmp/readonly")
    yield from attacks.says(case, "readonly", 7, "/tmp/readonly/lines")
    yield from attacks.says(case, "closed", 7, "standard output")
    yield from attacks.says(case, "reading", 7, "standard output")
    for name, text in (("pipe", "Broken pipe"), ("full", "giving up")):
        if case.text(name + ".code").strip() != "7":
            yield f"{name}: expected exit status 7, got {case.text(name + '.code').strip()}"
        if case.text(name + ".log").count(text) != 1:
            yield f"{name}: expected {text!r} once in {case.text(name + '.log')!r}"
