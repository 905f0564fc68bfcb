"""A code generation state that notes where each node's text lies, and which node writes at an offset."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Any

import libcst as cst
from libcst._nodes.internal import CodegenState

_NEVER = 1 << 62


class _Span:
    """Records a node's text from entry to exit; LibCST makes generators for this, which cost far more."""

    __slots__ = ("end_node", "node", "recorder", "start", "start_node")

    def __init__(
        self,
        recorder: Recorder,
        node: cst.CSTNode,
        start_node: cst.CSTNode | None,
        end_node: cst.CSTNode | None,
    ) -> None:
        self.recorder = recorder
        self.node = node
        self.start_node = start_node
        self.end_node = end_node

    def __enter__(self) -> None:
        self.start = self.recorder.position

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            return
        recorder = self.recorder
        start, end = self.start, recorder.position
        if self.start_node is not None:
            start = recorder.spans[self.start_node][0]
        if self.end_node is not None:
            end = recorder.spans[self.end_node][1]
        recorder.spans[self.node] = start, end


class _Nothing:
    """A context manager that does nothing."""

    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


_NOTHING = _Nothing()


class PlainState(CodegenState):
    """A `CodegenState` that spends no time on positions."""

    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Any:
        """Return a context manager that does nothing."""
        return _NOTHING


class Recorder:
    """Stands in for LibCST's `CodegenState`."""

    __slots__ = (
        "_next",
        "default_indent",
        "default_newline",
        "hits",
        "holes",
        "indent_tokens",
        "last",
        "position",
        "provider",
        "spans",
        "stack",
        "starts",
        "text",
        "tokens",
    )

    def __init__(self, default_indent: str, default_newline: str, holes: Sequence[int], text: str) -> None:
        self.text = text
        """What should come out; empty where that is not known."""
        self.default_indent = default_indent
        self.default_newline = default_newline
        self.provider: object = None
        self.indent_tokens: list[str] = []
        self.tokens: list[str] = []
        self.position = 0
        self.spans: dict[cst.CSTNode, tuple[int, int]] = {}
        """Each node's text; without its parentheses and the white space around it if it is an expression."""
        self.stack: list[cst.CSTNode] = []
        self.starts: list[int] = []
        self.last: cst.CSTNode | None = None
        self.holes = holes
        """The offsets at which the node that writes the token is wanted, ascending."""
        self.hits: list[tuple[tuple[cst.CSTNode, ...], cst.CSTNode | None]] = []
        """For each hole the nodes from the root to the one that writes there, and the one before it."""
        self._next = holes[0] if holes else _NEVER

    def increase_indent(self, value: str) -> None:
        """Indent what follows further."""
        self.indent_tokens.append(value)

    def decrease_indent(self) -> None:
        """Take the last indentation back."""
        self.indent_tokens.pop()

    def add_indent_tokens(self) -> None:
        """Write the indentation of a line."""
        tokens = self.indent_tokens
        if tokens:
            self.tokens.extend(tokens)
            self.position += sum(map(len, tokens))

    def add_token(self, value: str) -> None:
        """Write a token."""
        if not value:
            return
        position = self.position
        if value == ":" and self.text and self.text[position] in " \t\f\\":
            position = self._repair_colon(position)
        if position >= self._next:
            self._hit()
        self.tokens.append(value)
        self.position = position + len(value)
        if value:
            self.last = self.stack[-1]

    def _repair_colon(self, position: int) -> int:
        """Put back the white space of `except E :`, which LibCST's parser drops."""
        node = self.stack[-1]
        if not isinstance(node, cst.ExceptHandler) or not node.whitespace_before_colon.empty:
            return position
        gap = self.text[position : self.text.index(":", position)]
        object.__setattr__(node, "whitespace_before_colon", cst.SimpleWhitespace(gap))
        self.tokens.append(gap)
        self.position = position + len(gap)
        return self.position

    def _hit(self) -> None:
        while self._next <= self.position:
            if self._next < self.position:
                raise LookupError(f"no token begins at {self._next}")
            self.hits.append((tuple(self.stack), self.last))
            done = len(self.hits)
            self._next = self.holes[done] if done < len(self.holes) else _NEVER

    def before_codegen(self, node: cst.CSTNode) -> None:
        """Note that a node begins to write."""
        self.stack.append(node)
        self.starts.append(self.position)

    def after_codegen(self, node: cst.CSTNode) -> None:
        """Note that a node has written all."""
        self.stack.pop()
        start = self.starts.pop()
        if node not in self.spans:
            self.spans[node] = start, self.position

    def pop_trailing_newline(self) -> None:
        """Take back the line end that a file lacks at its end."""
        if self.tokens:
            self.position -= len(self.tokens.pop())

    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Any:
        """Return a context manager that records a node's text."""
        return _Span(self, node, start_node, end_node)
