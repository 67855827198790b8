# SPDX-License-Identifier: GPL-2.0
import figures


# Nobody here sets the clock, which fault-clock does, or makes these calls.
UNUSED = ("clock", "move_mount, 32-bit", "fchmodat, 32-bit", "fchmodat2, 32-bit")


def check(case):
    for name, code in (("absent", "3"), ("usage", "2"), ("status", "0")):
        got = case.text(name + ".exit").strip()
        if got != code:
            yield f"relayd's exit code for '{name}': expected {code}, got {got}"
    if not case.text("absent.err").strip():
        yield "no message when the module is absent"
    status = figures.load(case.path("status.json"))
    for hook in figures.hooks(status):
        if hook["reason"] == "not with results=1" or hook["name"] in UNUSED:
            continue
        # For other kernels; that nothing is missed for want of them, other cases show.
        if hook["state"] == "off" and (hook["reason"].startswith("not where there is ") or
                                       hook["reason"] == "this kernel has nothing of the kind"):
            continue
        if hook["state"] not in ("active", "proven", "unused"):
            yield f"hook {hook['name']}: {hook['state']}: {hook.get('reason')}"
        if hook.get("missed"):
            yield f"hook {hook['name']}: missed {hook['missed']}"
    for layout in status["layouts"]:
        if not layout["state"].startswith("known: "):
            yield f"layout {layout['name']}: {layout['state']}"
    text = case.text("status.txt")
    for word in ("exec", "fork", "exit", "open", "mount.mnt_ns", "overlay lower inode"):
        if word not in text:
            yield f"--status does not speak of {word}"
