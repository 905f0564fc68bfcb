"""Makes the import graph of a tree from nothing, as `plan` does, and prints how many files and imports it has."""

from __future__ import annotations

import sys

from py3port.project.graph import import_graph
from py3port.project.project import Project
from py3port.result import Options
from py3port.scan import scan


def main() -> None:
    """Read everything under the folder given, with the fitting number of processes."""
    project = Project.open(sys.argv[1])
    result = scan(project, rules=(), options=Options(), cache=False)
    graph = import_graph({file.path: file.imports for file in result.files})
    apps = graph.grouped({file.path: file.app for file in result.files}).order()
    imports = sum(map(len, graph.edges.values()))
    print(
        f"{len(graph.edges):,} files, {imports:,} imports, {len(graph.core())} core modules, {len(apps)} groups of apps"
    )


if __name__ == "__main__":
    main()
