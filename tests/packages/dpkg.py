#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""dpkg.py LOOKUP [FILES]: files of this machine, and what dpkg-query says of them."""

import os
import random
import subprocess
import sys

TREES = ("/usr", "/etc", "/opt", "/lib", "/bin", "/sbin", "/var")
BATCH = 200
INFO = "/var/lib/dpkg"


def run(*command, data=None):
    """Standard output; dpkg-query ends with 1 if it knows one of many paths not."""
    done = subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          check=False, env={**os.environ, "LC_ALL": "C"}, timeout=300,
                          text=True, errors="surrogateescape")
    return done.stdout


def files():
    """Paths as the kernel tells them, each file of the machine as likely as any other."""
    found = set()
    for tree in TREES:
        for directory, _, names in os.walk(os.path.realpath(tree)):
            found.update(os.path.join(directory, name) for name in names)
    # dpkg-query takes a path for a pattern
    return sorted(path for path in found if not set(path) & set("*?[]\\\n\t")
                  and not os.path.islink(path))


def spellings(path):
    """What a database may call the file: the directories of / that are links to others."""
    yield path
    for name in os.listdir("/"):
        real = os.path.realpath("/" + name)
        if os.path.islink("/" + name) and path.startswith(real + "/"):
            yield "/" + name + path[len(real):]


def owners(paths):
    """Path as in a database: the packages that list it."""
    found = {}
    for start in range(0, len(paths), BATCH):
        for line in run("dpkg-query", "-S", *paths[start:start + BATCH]).splitlines():
            if line.startswith("diversion by ") or line.startswith("local diversion "):
                continue
            names, path = line.split(": ", 1)
            found[path] = {name.split(":")[0] for name in names.split(", ")}
    return found


def versions():
    found = {}
    for line in run("dpkg-query", "-W", "-f", "${Package}\t${Version}\t${db:Status-Status}\n"
                    ).splitlines():
        name, version, status = line.split("\t")
        if status not in ("not-installed", "config-files", "half-installed"):
            found.setdefault(name, set()).add(version)
    return found


def diversions():
    """(from, to, by) each"""
    with open(INFO + "/diversions", encoding="utf-8") as file:
        lines = file.read().splitlines()
    return list(zip(lines[0::3], lines[1::3], lines[2::3]))


def truth(paths):
    """Path of the kernel: the packages that it may be of."""
    asked = {path: list(spellings(path)) for path in paths}
    listed = owners(sorted({name for names in asked.values() for name in names}))
    diverted = diversions()
    away = owners([origin for origin, _, _ in diverted])
    wanted = {}
    for path, names in asked.items():
        of = set().union(*(listed.get(name, set()) for name in names))
        for origin, to, by in diverted:
            if origin in names:
                of &= {by}
            if to in names:
                of |= away.get(origin, set()) - {by}
        wanted[path] = of
    return wanted


def main():
    lookup, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 600
    everything = files()
    paths = set(random.sample(everything, min(count, len(everything))))
    # directories of / that are links are rarely used in lists, and must work
    for target in {os.path.realpath("/" + name) for name in os.listdir("/")
                   if os.path.islink("/" + name)}:
        under = [path for path in everything if path.startswith(target + "/")]
        paths.update(random.sample(under, min(50, len(under))))
    for pair in diversions():
        paths.update(os.path.realpath(os.path.dirname(path)) + "/" + os.path.basename(path)
                     for path in pair[:2])
    # whoever is looked for, and nobody has
    paths.update(path + ".none" for path in sorted(paths)[:20])
    paths = sorted(paths)

    done = subprocess.run([lookup], input="\n".join(paths) + "\n", stdout=subprocess.PIPE,
                          check=True, text=True, errors="surrogateescape")
    got = dict((line.split("\t") + [""])[:2] for line in done.stdout.splitlines())
    got_version = dict(line.split("\t")[0::2] for line in done.stdout.splitlines()
                       if "\t" in line)
    known, wrong, owned = versions(), 0, 0
    for path, of in truth(paths).items():
        name = got.get(path)
        good = name in of and got_version[path] in known[name] if of else name == ""
        owned += bool(of)
        if not good:
            wrong += 1
            print(f"not ok {path}: dpkg says {sorted(of)}, relayd {name} {got_version.get(path)}")
    print(f"{'not ok' if wrong else 'ok'} dpkg: {len(paths)} files, {owned} of them of a package, "
          f"{wrong} differ")
    if owned < len(paths) // 4 or owned == len(paths):
        sys.exit("not ok dpkg: files of packages, or of none, are too few to prove anything")
    sys.exit(wrong != 0)


main()
