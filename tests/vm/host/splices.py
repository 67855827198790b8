# SPDX-License-Identifier: GPL-2.0
"""splice events, from the truth of act_splice.c."""

import values


class Splices:
    """What truth.World knows about splice."""

    def on_splice(self, record, index):
        sections = {"splice": {"pipe_entry_flag": values.pipe_flags(record["entry"]),
                               "pipe_exit_flag": values.pipe_flags(record["exit"])}}
        if "file" in record:
            sections["file"] = values.file_object(record["file"])
        outcome = "Success"
        if record["result"] < 0:
            outcome = "Refused" if record["result"] in (-1, -13) else "Error"
        self.expect("splice", self.images[record["pid"]], sections,
                    (record["begin"], record["u"]), tids={record["tid"]}, outcome=outcome,
                    is_async=record["by"] in ("uring", "worker"),
                    label=f"{record['by']}, {record.get('file', {}).get('path')}, "
                          f"{record['result']}")
