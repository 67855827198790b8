# SPDX-License-Identifier: GPL-2.0
"""How single values look in an event: text, names, flags, capabilities, files."""

import os
import posixpath

from compare import Optional, rfc3339

ETC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "etc")

CAPABILITIES = """CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP
LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE
SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME
SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG
WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE""".split()

OPEN_FLAGS = {
    "O_WRONLY": 0o1, "O_RDWR": 0o2, "O_ACCMODE": 0o3, "O_CREAT": 0o100, "O_EXCL": 0o200,
    "O_NOCTTY": 0o400, "O_TRUNC": 0o1000, "O_APPEND": 0o2000, "O_NONBLOCK": 0o4000,
    "O_DSYNC": 0o10000, "O_ASYNC": 0o20000, "O_DIRECT": 0o40000, "O_DIRECTORY": 0o200000,
    "O_NOFOLLOW": 0o400000, "O_NOATIME": 0o1000000, "O_CLOEXEC": 0o2000000, "O_SYNC": 0o4010000,
}
PIPE_FLAGS = {
    "PIPE_BUF_FLAG_LRU": 0x1, "PIPE_BUF_FLAG_ATOMIC": 0x2, "PIPE_BUF_FLAG_GIFT": 0x4,
    "PIPE_BUF_FLAG_PACKET": 0x8, "PIPE_BUF_FLAG_CAN_MERGE": 0x10, "PIPE_BUF_FLAG_WHOLE": 0x20,
    "PIPE_BUF_FLAG_LOSS": 0x40,
}
O_CREAT = 0o100
CREAT_FLAGS = 0o1101  # O_CREAT | O_WRONLY | O_TRUNC


def text(raw):
    """Bytes of the kernel -> the text of an event.

    The one place that knows how bytes that are not UTF-8 are escaped. `raw` is
    bytes, or a string of truth with one code point per byte.
    """
    if isinstance(raw, str):
        raw = raw.encode("latin-1")
    if b"\\x" not in raw:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    out = []
    for char in raw.decode("utf-8", "surrogateescape"):
        if 0xDC80 <= ord(char) <= 0xDCFF:
            out.append(f"\\x{ord(char) - 0xDC00:02x}")
        else:
            out.append("\\\\" if char == "\\" else char)
    return "".join(out)


def _database(name):
    with open(os.path.join(ETC, name), encoding="ascii") as lines:
        rows = [line.split(":") for line in lines if ":" in line]
    return {int(row[2]): row[0] for row in rows}


USERS, GROUPS = _database("passwd"), _database("group")


def _names(**ids):
    return {key: name for key, name in ids.items() if name is not None}


def owner(uid, gid):
    """uid, gid and, where the host's databases have them, their names."""
    return {"uid": uid, "gid": gid, **_names(user=USERS.get(uid), group=GROUPS.get(gid))}


def capabilities(mask):
    names = ["CAP_" + name for bit, name in enumerate(CAPABILITIES) if mask >> bit & 1]
    rest = mask >> len(CAPABILITIES) << len(CAPABILITIES)
    return sorted(names + ([str(rest)] if rest else []))


def credentials(uids, gids, effective, permitted):
    """uids and gids as /proc/PID/status has them: real, effective, saved, filesystem."""
    return {
        "uid": uids[0], "gid": gids[0], "euid": uids[1], "egid": gids[1],
        "fsuid": uids[3], "fsgid": gids[3],
        **_names(user=USERS.get(uids[0]), group=GROUPS.get(gids[0]),
                 euser=USERS.get(uids[1]), egroup=GROUPS.get(gids[1]),
                 fsuser=USERS.get(uids[3]), fsgroup=GROUPS.get(gids[3])),
        "cap_effective": capabilities(effective), "cap_permitted": capabilities(permitted),
    }


# What a process object has of one that is told of by its numbers only.
NOBODY = {"uid": 0, "gid": 0, "credentials": {
    **dict.fromkeys(("uid", "gid", "euid", "egid", "fsuid", "fsgid"), 0),
    "cap_effective": [], "cap_permitted": []}}


def open_flags(flags):
    if not flags:
        return ["O_RDONLY"]
    names = [name for name, bits in OPEN_FLAGS.items() if flags & bits == bits]
    for name in names:
        flags &= ~OPEN_FLAGS[name]
    return sorted(names + ([str(flags)] if flags else []))


def pipe_flags(flags):
    return " | ".join(sorted(name for name, bit in PIPE_FLAGS.items() if flags & bit))


_ENV_VALUES = ("PATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "HISTSIZE", "HISTFILESIZE")


def environment(strings):
    """Names; values only where the name is in the list; others as they are."""
    out = []
    for string in strings:
        name, equals, _ = string.partition("=")
        out.append(text(string if name in _ENV_VALUES or not equals else name))
    return out


def base_name(path):
    return posixpath.basename(path.rstrip("/")) or "/"


PATH_MAX = 4096


def path_members(path, key="path", error="path_resolution_error"):
    """A path as far as there is room for it: its last components, and that it is cut."""
    if len(path) <= PATH_MAX:
        return {key: text(path)}
    return {key: text(path[path.index("/", len(path) - PATH_MAX):]), error: "truncated_parents"}


def file_object(truth):
    """A File as `truth_file()` of the actors saw it."""
    path = truth["path"]
    out = {
        "name": text(base_name(path)),
        "inode": truth["ino"], "mode": truth["mode"],
        **owner(truth["uid"], truth["gid"]),
        "modification_time": rfc3339(truth["mtime"]), "change_time": rfc3339(truth["ctime"]),
    }
    if path.startswith("/"):
        out.update(path_members(path))
        out["mount_id"] = truth["mount"]
        out["filesystem"] = truth["filesystem"]
    else:
        # No name in any mount: a memfd.
        out["filesystem"] = Optional("tmpfs")
    if path == "/":
        out["name"] = Optional("/")
    return out
