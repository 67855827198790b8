# SPDX-License-Identifier: GPL-2.0
"""What guest/bench.c measured and plugin/count.c saw of it."""

import bisect
import os
import statistics

PHASES = ("before", "all", "fewer", "out-user", "out-path", "results-off", "after")


class Operation:
    """The windows of one operation in one phase."""

    def __init__(self, name, batch, windows):
        self.name, self.batch = name, batch
        self.windows = windows[1:]  # the first one warms the caches
        self.counts = []            # of the same windows: {address: times executed}

    def sorted(self):
        return sorted(value / self.batch for value in self.windows)

    def median(self):
        return statistics.median(self.sorted())

    def spread(self):
        """The tenth and the ninetieth percentile."""
        values = self.sorted()
        return values[len(values) // 10], values[-1 - len(values) // 10]

    def typical(self):
        """{address: times executed in one operation}, of the median window."""
        middle = sorted(range(len(self.windows)), key=lambda i: (self.windows[i], i))
        counts = self.counts[middle[len(middle) // 2]]
        return {address: count / self.batch for address, count in counts.items()}


def load(directory):
    """{phase: {operation: Operation}} of a boot."""
    phases = {}
    for phase in PHASES:
        path = os.path.join(directory, phase, "figures")
        if not os.path.exists(path):
            continue
        phases[phase] = {}
        with open(path, encoding="ascii") as lines:
            for line in lines:
                name, batch, *windows = line.split()
                phases[phase][name] = Operation(name, int(batch), [int(w) for w in windows])
    return phases


def load_counts(path, phases):
    """Adds the plugin's counts, which come in the order of the windows.

    Problems where they do not agree with the guest's own count.
    """
    blocks, windows, current = {}, [], {}
    with open(path, encoding="ascii") as lines:
        for line in lines:
            if line == "\n":
                windows.append(current)
                current = {}
            elif line[0] == "@":
                words = line.split()
                blocks[int(words[1])] = [int(word, 16) for word in words[2:]]
            else:
                block, count = line.split()
                for address in blocks[int(block)]:
                    current[address] = current.get(address, 0) + int(count)
    order = [(phase, op) for phase in PHASES if phase in phases for op in phases[phase].values()]
    due = sum(len(op.windows) + 1 for _, op in order)
    if len(windows) != due:
        return [f"the plugin saw {len(windows)} windows, the guest measured {due}"]
    problems, at = [], 0
    for phase, op in order:
        op.counts = windows[at + 1:at + 1 + len(op.windows)]
        at += len(op.windows) + 1
        for number, (counts, took) in enumerate(zip(op.counts, op.windows)):
            # The mark and the two reads of the counter are seen by one of them only.
            # An interrupt in a block makes the plugin count the block twice.
            off = sum(counts.values()) - took
            if abs(off) > 16 + took // 1000:
                problems.append(f"{phase}: {op.name}: window {number}: the plugin counted "
                                f"{off:+d} instructions")
    return problems


class Symbols:
    """Addresses to functions, by the guest's /proc/kallsyms."""

    def __init__(self, path):
        table = {}
        with open(path, encoding="ascii") as lines:
            for line in lines:
                address, _, name, *module = line.split()
                if int(address, 16) >= 1 << 47:
                    table.setdefault(int(address, 16), name + "".join(module))
        self.addresses = sorted(table)
        self.names = [table[address] for address in self.addresses]

    def find(self, address):
        """(name, offset)"""
        if address < 1 << 47:
            return "user space", 0
        index = bisect.bisect_right(self.addresses, address) - 1
        return self.names[index], address - self.addresses[index]

    def fold(self, counts):
        """{address: n} -> {function: n}"""
        functions = {}
        for address, count in counts.items():
            name = self.find(address)[0]
            functions[name] = functions.get(name, 0) + count
        return functions
