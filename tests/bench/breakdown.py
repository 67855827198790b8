#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Where the instructions that are added to an operation go, function by function.

    breakdown.py BOOT KSCRIBE.KO [OPERATION...]

Exact, not sampled: plugin/count.c counted every instruction of the window that
is shown. It is the one with the median of the windows with the module less that
of those before it was loaded. What the compiler inlined into a function of the
module is shown under its own name, as far as KSCRIBE.KO has debug information.
"""

import os
import re
import subprocess
import sys

import budget
import windows

OPERATIONS = ("open+close", "open-refused", "unlink", "rename", "mkdir+rmdir", "chmod",
              "fork+exec+exit")

# The first that matches; what matches nothing is the kernel's own work.
GROUPS = (
    ("hook: is it wanted, what is it",
     r"^enter_|^leave_|ks_syscall|filename_is|fill_|is_async|ks_filter|ks_reader|ks_owed|"
     r"ks_facts_(before|introduce)|ks_uses_io|ks_hook|ks_(fork|exec|exit)_probe"),
    ("probe mechanism (the kernel's)",
     r"probe|rethook|ftrace|optimized_callback|rcu_is_watching|trampoline|perf_trace|"
     r"__traceiter|sched_process"),
    ("path", r"^ks_path|^walk|put_name|^moved|^prepend|d_path|ks_mount_(parent|point|detached)"),
    ("metadata of the file",
     r"^ks_file|^metadata|real_inode|inode_times|ks_overlay|ks_mount_id|file_inode"),
    ("operation: whose it is, what is noted of it",
     r"^ks_operation|^own$|^claim$|^release$|^finish$|^(place|note|made|making|removing)_|"
     r"^renaming$|^chmod_file$"),
    ("arguments and environment", r"ks_image|^append|take_own|memchr|copy_user|ks_read_user"),
    ("facts of the process", r"ks_task|ks_cgroup|ks_identity|ks_credentials|ks_script|"
                             r"^executed|^forked|^committing|begin_exec|ks_tty|ks_start|ks_facts"),
    ("time", r"^ktime|read_tsc|boottime"),
    ("number, reserve, copy", r"ks_channel|relay_|unread_"),
    ("doorbell", r"doorbell|irq_work|delayed_work|mod_timer|lock_timer_base|enqueue_timer|"
                 r"timer_delete|try_to_grab|get_nohz_timer"),
    ("building the record", r"ks_record|record_open|_scratch"),
    ("memcpy, memset, strnlen", r"^_*(memcpy|memset|strnlen)"),
)
REST = "the rest of the kernel"


def inlined(module, symbols, addresses):
    """{address: names of the functions inlined there, innermost first}"""
    nm = subprocess.run(["nm", module], stdout=subprocess.PIPE, text=True, check=True).stdout
    # Only the main section: what is elsewhere is never hot.
    at = {name: int(value, 16) for value, kind, name in
          (line.split() for line in nm.splitlines() if len(line.split()) == 3) if kind in "tT"}
    asked = []
    for address in addresses:
        name, offset = symbols.find(address)
        name = name.split("[")[0]
        if name in at:
            asked.append((address, at[name] + offset))
    text = "".join(f"{offset:#x}\n" for _, offset in asked)
    out = subprocess.run(["addr2line", "-e", module, "-j", ".text", "-a", "-f", "-i"], input=text,
                         stdout=subprocess.PIPE, text=True, check=True).stdout
    answers = re.split(r"^0x[0-9a-f]+\n", out, flags=re.M)[1:]
    return {address: answer.splitlines()[::2] for (address, _), answer in zip(asked, answers)}


def group(chain):
    """Of a chain of names, innermost first."""
    for name in chain:
        for title, pattern in GROUPS:
            if re.search(pattern, name):
                return title
    return REST


def breakdown(op, base, symbols, module):
    """{group: {function: instructions}}"""
    with_module, without = op.typical(), base.typical()
    added = {address: with_module.get(address, 0) - without.get(address, 0)
             for address in set(with_module) | set(without)}
    ours = [a for a in added if symbols.find(a)[0].endswith("[kscribe]")]
    chains = inlined(module, symbols, ours)
    groups = {}
    for address, count in added.items():
        if not count:
            continue
        name = symbols.find(address)[0].replace("[kscribe]", "")
        chain = [n for n in chains.get(address, []) if n != "??"] or [name]
        # A helper of the headers belongs to who uses it.
        title = group([*chain, name])
        shown = name if chain[0] == name else f"{name} > {chain[0]}"
        functions = groups.setdefault(title, {})
        functions[shown] = functions.get(shown, 0) + count
    return groups


def main():
    if len(sys.argv) < 3:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    directory, module, *names = sys.argv[1:]
    phases = windows.load(directory)
    problems = windows.load_counts(os.path.dirname(directory) + ".counts", phases)
    if problems:
        print("\n".join(problems[:10]))
        return 2
    symbols = windows.Symbols(os.path.join(directory, "all", "kallsyms"))
    for name in names or OPERATIONS:
        groups = breakdown(phases["all"][name], phases["before"][name], symbols, module)
        total = sum(sum(functions.values()) for functions in groups.values())
        print(f"{name}: {total:+.0f} instructions")
        for title, _ in (*GROUPS, (REST, "")):
            functions = groups.get(title, {})
            if not functions:
                continue
            print(f"  {title:<40} {sum(functions.values()):8.0f}")
            ordered = sorted(functions.items(), key=lambda item: -abs(item[1]))
            for function, count in ordered[:12]:
                if abs(count) >= 1:
                    print(f"      {function:<46} {count:8.0f}")
        print()
    return 0


if __name__ == "__main__":
    budget.exit_with(main)
