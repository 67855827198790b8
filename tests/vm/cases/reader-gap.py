# SPDX-License-Identifier: GPL-2.0
"""The second reader's figures agree with the kernel's, and what it cannot know is counted."""

import figures

COMPARE = False
ONE_READER = False
LOSS = True


def check(case):
    stats = figures.load(case.path("stats"))
    refused = figures.refused(figures.kernel(stats))
    lost, delivered = figures.lost(stats), figures.delivered(stats)
    if not sum(refused.values()):
        yield "nothing was lost: the case proves nothing"
    for cpu, span in figures.seen(stats).items():
        if span != delivered[cpu] + lost[cpu]:
            yield f"cpu {cpu}: {span} numbers, {delivered[cpu]} delivered + {lost[cpu]} lost"
        if lost[cpu] != refused[cpu]:
            yield f"cpu {cpu}: {lost[cpu]} lost, the kernel refused {refused[cpu]}"
    produced = figures.produced(figures.kernel(stats))
    for cpu in stats["cpus"]:
        if cpu["last"] != produced[cpu["cpu"]]:
            yield f"cpu {cpu['cpu']}: last number {cpu['last']}, produced {produced[cpu['cpu']]}"
