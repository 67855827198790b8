# SPDX-License-Identifier: GPL-2.0
"""The only place that knows the names in relayd's status and statistics."""

import json


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def hooks(status):
    return status["hooks"]


def produced(status):
    """cpu -> sequence numbers the kernel has used."""
    return {cpu["cpu"]: cpu["sequence"] for cpu in status["cpus"]}


def refused(status):
    """cpu -> records the kernel had no room for."""
    return {cpu["cpu"]: sum(cpu["refused"].values()) for cpu in status["cpus"]}


def delivered(stats):
    """cpu -> records that reached the daemon."""
    return {cpu["cpu"]: cpu["delivered"] for cpu in stats["cpus"]}


def lost(stats):
    """cpu -> gaps in the sequence, as the daemon saw them."""
    return {cpu["cpu"]: cpu["lost"] for cpu in stats["cpus"]}


def by_type(status):
    """(written, refused): type -> records, on all CPUs."""
    written, refused = {}, {}
    for cpu in status["cpus"]:
        for kind, counts in cpu["types"].items():
            written[kind] = written.get(kind, 0) + counts["written"]
            refused[kind] = refused.get(kind, 0) + sum(counts["refused"].values())
    return written, refused


def records(stats):
    """type -> records that the daemon looked at, those of its walks included."""
    return {kind: counts["records"] for kind, counts in stats["types"].items()}


def terms(status):
    """How many the filter in the module has."""
    return status["terms"]


def filtered(stats):
    """type -> lines that the daemon itself left out because of filters."""
    return {kind: counts["filtered"] for kind, counts in stats["types"].items()}


def kernel(stats):
    """The kernel's own figures at the daemon's end."""
    return stats["kernel"]


def late(stats):
    return stats.get("late", 0)


def no_loss(stats):
    """Problems where nothing may be lost."""
    for cpu, count in refused(kernel(stats)).items():
        if count:
            yield f"cpu {cpu}: {count} records refused"
    for hook in hooks(kernel(stats)):
        if hook["missed"]:
            yield f"hook {hook['name']}: missed {hook['missed']}"


def unknown(stats):
    """Processes that had events and that the daemon did not know."""
    return stats["unknown_processes"]


def seen(stats):
    """cpu -> how many sequence numbers this reader's life spans."""
    return {cpu["cpu"]: cpu["last"] - cpu["first"] + 1 if cpu["last"] else 0
            for cpu in stats["cpus"]}


def fates(stats):
    """type -> (records, what became of them: lines, filtered, too late, none of the three)"""
    return {kind: (counts["records"], [counts[fate] for fate in
                                       ("lines", "filtered", "after_stop", "silent")])
            for kind, counts in stats["types"].items()}


def identity(stats):
    """Problems with the way of every record from the kernel to a line, or to where it ended.

    produced = delivered + refused, on each CPU; of each type that makes lines written =
    delivered; and delivered = lines + filtered + after the stop + silent. All exactly.
    """
    problems = []
    written, _ = by_type(kernel(stats))
    for kind, (count, parts) in fates(stats).items():
        if count != sum(parts):
            problems.append(f"{kind}: {count} records, and {parts} became of them")
        # Walks tell of processes and control groups beside the buffers.
        if count != written.get(kind, 0) and kind not in ("process", "cgroup"):
            problems.append(f"{kind}: {written.get(kind, 0)} were written, {count} looked at")
    if stats["lines"] != sum(parts[0] for _, parts in fates(stats).values()):
        problems.append(f"{stats['lines']} lines are not those of all types")
    made, gone = produced(kernel(stats)), refused(kernel(stats))
    here, gaps = delivered(stats), lost(stats)
    for cpu, count in made.items():
        if count != here.get(cpu, 0) + gone.get(cpu, 0):
            problems.append(f"cpu {cpu}: produced {count} is not delivered {here.get(cpu, 0)} "
                            f"+ refused {gone.get(cpu, 0)}")
        if gaps.get(cpu, 0) != gone.get(cpu, 0):
            problems.append(f"cpu {cpu}: the reader counts {gaps.get(cpu, 0)} lost, the kernel "
                            f"{gone.get(cpu, 0)} refused")
    return problems
