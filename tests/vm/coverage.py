#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""Which properties of the schema the VM cases have compared with a truth from outside.

    coverage.py EXEMPT RESULTS

RESULTS has a directory for each kernel, and in it what the passed cases of its last
run have compared. Prints every pair "Definition.property": one of its cases, a kernel,
and where the truth is from; or that it is missing or exempt. Ends with 1 if there is
nothing to count or one of the lists is wrong, not if a pair is missing.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "host"))

import compared  # noqa: E402
import sources  # noqa: E402


def load_exempt(path):
    """({pair: why}, problems)."""
    exempt, problems = {}, []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            pair, *why = line.split(None, 1)[:2] or [""]
            if not pair or pair.startswith("#"):
                continue
            if not why:
                problems.append(f"{path}:{number}: {pair}: no document is named that says so")
            if pair in exempt:
                problems.append(f"{path}:{number}: {pair} is listed twice")
            exempt[pair] = "".join(why).strip()
    return exempt, problems


def load_results(path):
    """({pair: [(case, kernel)]}, kernels, kernels without a finished run)."""
    found, kernels, without = {}, [], []
    for kernel in sorted(os.listdir(path)) if os.path.isdir(path) else ():
        listing = os.path.join(path, kernel, "compared")
        if not os.path.exists(listing):
            without.append(kernel)
            continue
        kernels.append(kernel)
        with open(listing, encoding="ascii") as file:
            for case, pairs in json.load(file).items():
                for pair in pairs:
                    found.setdefault(pair, []).append((case, kernel))
    return found, kernels, without


def check(found, exempt, known):
    """What is wrong with the lists."""
    for pair in sorted(set(exempt) - known):
        yield f"{pair} is exempt, and the schema does not have it"
    for pair in sorted(sources.pairs() - known):
        yield f"{pair} has a source, and the schema does not have it"
    for pair in sorted(set(found) - known):
        case, kernel = found[pair][0]
        yield f"{pair} was compared by {case} on {kernel}, and the schema does not have it"
    for pair in sorted(set(found) & set(exempt)):
        case, kernel = found[pair][0]
        yield f"{pair} is exempt, and {case} compares it on {kernel}"
    for pair in sorted(set(found) & known):
        if not sources.source(pair):
            yield f"{pair} is compared by {found[pair][0][0]}, and no source is given for it"


def others(names, shown):
    more = len(names - {shown})
    return f"{shown} +{more}" if more else shown


def main():
    exempt, problems = load_exempt(sys.argv[1])
    found, kernels, without = load_results(sys.argv[2])
    if not kernels:
        print(f"coverage: no kernel has results in {sys.argv[2]}: run make check-vm first",
              file=sys.stderr)
        return 1
    pairs = [pair for properties in compared.definitions().values()
             for pair, _ in properties.values()]
    problems += check(found, exempt, set(pairs))
    for pair in pairs:
        if pair in exempt:
            print(f"{pair:<40} exempt: {exempt[pair]}")
        elif pair in found:
            case, kernel = min(found[pair])
            print(f"{pair:<40} {others({c for c, _ in found[pair]}, case):<22} "
                  f"{others({k for _, k in found[pair]}, kernel):<34} {sources.source(pair)}")
        else:
            print(f"{pair:<40} missing")
    sys.stdout.flush()
    for kernel in without:
        print(f"coverage: {kernel}: no finished run, not counted", file=sys.stderr)
    for problem in problems:
        print(f"coverage: error: {problem}", file=sys.stderr)
    sys.stderr.flush()
    print(f"coverage: {len(set(found) & set(pairs) - set(exempt))} of {len(pairs)}, "
          f"{len(set(exempt) & set(pairs))} exempt")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
