#!/usr/bin/env python3
"""clang-tidy, as many at a time as there are cores: tidy.py BUILD FILE...

Nearly all of its time goes into headers of libraries, so that it reads many sources of a room as one. Its analyzer
gives up a function after 20,000 states, not 225,000: a fifth of the time."""
import bisect
import json
import multiprocessing.pool
import os
import pathlib
import re
import subprocess
import sys

import source_groups

LINES = 2000  # of sources read as one
OPTIONS = ["--quiet", "--extra-arg=-Wno-unknown-warning-option"] + [
    f"--extra-arg={word}" for word in ("-Xclang", "-analyzer-config", "-Xclang", "max-nodes=20000")]


class Joined:
    """The sources of a group in the file `path`."""

    def __init__(self, group, path):
        self.path = path
        self.sources = group.sources
        self.starts = []  # the line before each source's first
        text = ""
        for source in self.sources:
            self.starts.append(text.count("\n"))
            text += source.text
        path.write_text(text)

    def true_place(self, match):
        line = int(match[1])
        at = bisect.bisect_left(self.starts, line) - 1
        return f"{self.sources[at].path}:{line - self.starts[at]}:"

    def complaints(self):
        run = subprocess.run(["clang-tidy", *OPTIONS, "-p", self.path.parent, self.path], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, text=True, check=False)
        text = run.stdout if run.stdout.strip() or run.returncode == 0 else run.stderr
        return re.sub(re.escape(str(self.path)) + r":(\d+):", self.true_place, text)


def main():
    build = pathlib.Path(sys.argv[1])
    out = build / "groups"
    out.mkdir(exist_ok=True)
    # Sources that are compiled alike, by how they are.
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        commands.setdefault(entry["file"], re.sub(r" -o \S+ -c \S+$", "", entry["command"]))
    alike = {}
    for name in sys.argv[2:]:
        path = pathlib.Path(name)
        alike.setdefault((path.parts[0], commands[str(path.resolve())]), []).append(path)
    joined = []
    database = []
    for (room, command), paths in alike.items():
        for group in source_groups.grouped(paths, LINES):
            path = (out / f"{room}_{len(joined)}.cpp").resolve()
            joined.append(Joined(group, path))
            database.append({"directory": os.getcwd(), "file": str(path), "command": f"{command} -c {path}"})
    (out / "compile_commands.json").write_text(json.dumps(database))
    (out / ".clang-tidy").write_text(pathlib.Path(".clang-tidy").read_text())
    good = True
    with multiprocessing.pool.ThreadPool() as pool:
        for text in pool.imap_unordered(Joined.complaints, joined):
            if text.strip():
                good = False
                print(text, end="", flush=True)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
