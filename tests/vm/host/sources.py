# SPDX-License-Identifier: GPL-2.0
"""Where the truth of every compared property is from, for `make coverage`."""

STAT = "fstat(2) of the file, by the actor"
LAYER = "; of an overlay's file stat(2) in its layer"
MOUNT = "fdinfo of a descriptor, else its file handle; mountinfo"
FSTYPE = "mountinfo, by the mount's number; fstatfs(2)"
STATUS = "/proc/PID/status"
PASSWD, GROUP = "the guest's /etc/passwd", "the guest's /etc/group"
ENTRY = "the case's dpkg database"
SECTION = "what is in it"
LENGTH = "length of the path"

FILE = {
    "path": "the path that the actor went by; readlink(2) of /proc/PID/exe; mountinfo",
    "name": "last component of the path",
    "path_resolution_error": "errno of the actor's call, and where it set the refusal; " + LENGTH,
    "inode": STAT + LAYER,
    "mode": STAT + "; of a destination the argument of the call",
    "in_upper_layer": "the layer in which the actor made the file",
    "mount_id": MOUNT,
    "filesystem": FSTYPE,
    "uid": STAT + "; of chown's destination its argument",
    "gid": STAT + "; of chown's destination its argument",
    "user": PASSWD,
    "group": GROUP,
    "modification_time": STAT + "; of utimes' destination its argument",
    "change_time": STAT,
    "package_name": ENTRY,
    "package_version": ENTRY,
}
PROCESS = {
    "pid": "getpid(2), fork(2)'s result",
    "path_resolution_error": LENGTH,
    "ppid": "/proc/PID/stat; who called fork(2)",
    "tid": "gettid(2)",
    "uid": STATUS,
    "gid": STATUS,
    "user": PASSWD,
    "group": GROUP,
    "comm": "/proc/PID/comm; execve(2)'s path",
    "tty": "device number in /proc/PID/stat",
    "fork_time": "the parent's clock around fork(2); /proc/PID/stat",
    "exec_time": "the actor's clock around execve(2)",
    "exit_time": "clocks of the process before its end and of its parent after wait(2)",
    "credentials": SECTION,
    "executable": SECTION,
    "interpreter": SECTION,
    "container": SECTION,
    "argv0": "/proc/PID/cmdline; execve(2)'s argument",
    "args": "/proc/PID/cmdline; execve(2)'s argument",
    "args_truncated": "length of execve(2)'s arguments",
    "envs": "/proc/PID/environ; execve(2)'s argument",
    "envs_truncated": "length of execve(2)'s arguments",
    "is_thread": "the actor's order of fork(2) and execve(2)",
    "is_kworker": "flags of its parent in /proc/PID/stat",
}

SOURCES = {
    "Event": {
        "evt": SECTION,
        "file": SECTION,
        "splice": SECTION,
        "exit": SECTION,
        "mount": SECTION,
        "usr": SECTION,
        "process": SECTION,
        "container": SECTION,
        "date": "the actor's clock before and after the call",
    },
    "EventContext": {
        "name": "the call that the actor made",
        "category": "the reference's table of categories",
        "outcome": "result and errno of the actor's call",
        "async": "did the actor use io_uring",
    },
    "File": {
        **FILE,
        "attribute_name": "the actor's own argument",
        "attribute_namespace": "the actor's own argument",
        "access_time": "the actor's own argument; fstat(2) where that was now",
    },
    "FileEvent": {
        **FILE,
        "flags": "the actor's own argument",
        "destination": SECTION,
    },
    "MountEvent": {
        "mp": SECTION,
        "root": SECTION,
        "mount_id": "mountinfo before and after the call",
        "group_id": "mountinfo, shared:N",
        "parent_mount_id": "mountinfo",
        "bind_src_mount_id": MOUNT + ", of the actor's own argument",
        "device": "mountinfo",
        "fs_type": "mountinfo",
        "mountpoint.path": "mountinfo",
        "source.path": "the actor's own argument",
        "mountpoint.path_error": LENGTH,
        "source.path_error": LENGTH,
    },
    "SpliceEvent": {
        "pipe_entry_flag": "how the actor filled the pipe",
        "pipe_exit_flag": "how the actor filled the pipe",
    },
    "ExitEvent": {
        "cause": "wait(2)'s status",
        "code": "wait(2)'s status",
    },
    "UserContext": {
        "id": PASSWD,
        "group": GROUP,
    },
    "ContainerContext": {
        "id": "/proc/PID/cgroup",
        "created_at": "exec_time of the first process in it: as in Process",
    },
    "Process": PROCESS,
    "ProcessContext": {
        **PROCESS,
        "parent": SECTION,
        "ancestors": SECTION,
    },
    "ProcessCredentials": {
        **dict.fromkeys(("uid", "gid", "euid", "egid", "fsuid", "fsgid"), STATUS),
        **dict.fromkeys(("user", "euser", "fsuser"), PASSWD),
        **dict.fromkeys(("group", "egroup", "fsgroup"), GROUP),
        **dict.fromkeys(("cap_effective", "cap_permitted"), STATUS),
    },
}


def source(pair):
    """The words for a pair, or None."""
    definition, _, name = pair.partition(".")
    return SOURCES.get(definition, {}).get(name)


def pairs():
    return {f"{definition}.{name}" for definition, names in SOURCES.items() for name in names}
