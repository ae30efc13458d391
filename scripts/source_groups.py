#!/usr/bin/env python3
"""Which sources may be compiled as one: those of a room, as many as LINES lines, of which none has a name in an
anonymous namespace that another one declares or includes. As a program, for CMake: source_groups.py LINES FILE...
prints "GROUP;FILE" lines."""
import functools
import pathlib
import re
import sys

TYPE = re.compile(r"^(?:template <.*> )?(?:struct|class|enum class|using|concept) (\w+)")
OTHER = re.compile(r"^[A-Za-z][^(={;\[]*?\b(\w+)(?:\(|\[| =|\{|;)")
INCLUDE = re.compile(r'^#include "(.+)"', re.MULTILINE)


def declared(lines):
    """Names that lines at the left margin declare."""
    names = set()
    for line in lines:
        match = TYPE.match(line) or OTHER.match(line)
        if match:
            names.add(match[1])
    return names


@functools.cache
def header_names(header):
    """Of a header, and of all that it includes."""
    path = pathlib.Path(header)
    if not path.exists():
        return frozenset()
    text = path.read_text()
    names = declared(text.splitlines())
    for included in INCLUDE.findall(text):
        names |= header_names(included)
    return frozenset(names)


class Source:
    def __init__(self, path):
        self.path = path
        self.text = path.read_text()
        self.lines = self.text.count("\n")
        hidden = re.findall(r"^namespace \{$(.*?)^\}  // namespace$", self.text, re.MULTILINE | re.DOTALL)
        self.own = declared(line for part in hidden for line in part.splitlines())
        self.seen = set(self.own)
        for header in INCLUDE.findall(self.text):
            self.seen |= header_names(header)


class Group:
    def __init__(self, room):
        self.room = room
        self.sources = []
        self.own = set()
        self.seen = set()
        self.lines = 0

    def takes(self, source, most):
        return (self.room == source.path.parts[0] and self.lines + source.lines <= most
                and not self.own & source.seen and not self.seen & source.own)

    def add(self, source):
        self.sources.append(source)
        self.own |= source.own
        self.seen |= source.seen
        self.lines += source.lines


def grouped(paths, most):
    """Groups of the sources (paths from the root), each of at most so many lines or of one source."""
    groups = []
    for path in paths:
        source = Source(path)
        group = next((group for group in groups if group.takes(source, most)), None)
        if group is None:
            group = Group(path.parts[0])
            groups.append(group)
        group.add(source)
    return groups


if __name__ == "__main__":
    for number, group in enumerate(grouped([pathlib.Path(name) for name in sys.argv[2:]], int(sys.argv[1]))):
        for source in group.sources:
            print(f"{group.room}_{number};{source.path}")
