# SPDX-License-Identifier: GPL-2.0
"""What each kind of nonsense is answered with; the kernel's own checks differ by version."""

# Attackers have read before.
ONE_READER = False

WRONG_SIZE = {"EINVAL", "ERANGE"}
ANSWERS = {
    "attach-protocol": {"EPROTO"}, "attach-fingerprint": {"EPROTO"}, "attach-half": {"EINVAL"},
    "read-before": {"EPERM"}, "detach-before": {"EPERM"}, "attach-again": {"EBUSY"},
    "read-by-child": {"EPERM"}, "detach-by-child": {"EPERM"},
    "read-nothing": {"EINVAL"}, "read-short": WRONG_SIZE, "read-last-cpu": {"ENODEV"},
    "read-negative-cpu": {"ENODEV"}, "counters-far-cpu": {"ENODEV"},
    "enable-nothing": {"EINVAL"}, "enable-short": WRONG_SIZE, "state-nothing": {"EINVAL"},
    "state-empty": WRONG_SIZE,
    # An older kernel takes what stands before the cut.
    "read-cut": WRONG_SIZE | {"done"},
    "filter-most": {"done"}, "filter-most-terms": {"1024"}, "filter-many": {"EINVAL"},
    "filter-long": {"EINVAL"}, "filter-relative": {"EINVAL"}, "filter-slash": {"EINVAL"},
    "filter-empty-component": {"EINVAL"}, "filter-dot": {"EINVAL"}, "filter-dot-dot": {"EINVAL"},
    "filter-kind": {"EINVAL"}, "filter-exclude": {"EINVAL"}, "filter-cut": {"EINVAL"},
    "filter-never": {"EINVAL"}, "filter-unknown": {"EINVAL"}, "filter-backwards": {"EINVAL"},
    "filter-user-text": {"EINVAL"}, "filter-short": {"EINVAL"}, "filter-kept": {"1024"},
    "filter-none": {"done"}, "filter-none-terms": {"0"},
    "calibrate-much": {"done"}, "calibrate-odd": {"done"}, "calibrate-wild": {"done"},
    "enable-all": {"done"}, "enabled-unknown": {"0"},
    "state": {"done"}, "state-beyond": {"done"}, "state-beyond-position": {"0"},
    "detach": {"done"}, "status-after": {"done"}, "reader-after": {"0"},
}


def check(case):
    rows = [line.split() for line in case.text("answers").splitlines()]
    came = dict(row for row in rows if row[0] != "acknowledge")
    for name, right in ANSWERS.items():
        if came.get(name) not in right:
            yield f"{name}: expected one of {sorted(right)}, got {came.get(name)}"
    positions = [row[1] for row in rows if row[0] == "acknowledge"]
    if positions != ["ignored"] * 5 + ["taken"]:
        yield f"acknowledgements of positions, the last one right: {positions}"
    fuzz = dict(line.split(None, 1) for line in case.text("fuzz").splitlines())
    if fuzz.get("status") != "done" or fuzz.get("detach") != "done":
        yield f"after the random messages: {fuzz}"
    if int(fuzz.get("fuzz", "0").split()[0]) < 20000:
        yield f"not enough random messages: {fuzz}"
