"""The language server: findings as diagnostics, and fixes as code actions, for the texts an editor has open."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer
from pygls.workspace import PositionCodec

from py3port import __version__
from py3port.apply.outcome import Changed
from py3port.apply.port import Porter
from py3port.checker import Check, Projects, check, complaint, encoded
from py3port.errors import UserError
from py3port.lint.policy import rules_for
from py3port.lint.suggest import Fix, Texts
from py3port.python2 import Source, SourceError
from py3port.result import Finding, Hunk, RuleInfo

NAME = "py3port"
FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{NAME}"
_PAUSE = 0.1
"""Seconds without another key before a text is judged."""


def serve() -> None:
    """Serve an editor on standard input and output until it has done."""
    make_server().start_io()


def make_server() -> LanguageServer:
    """A server with all that it can do."""
    # Editors and pygls do not split texts into the same lines, so that changes of parts would go astray.
    server = LanguageServer(NAME, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
    desk = _Desk(server)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        desk.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        await asyncio.sleep(_PAUSE)
        if desk.is_current(params.text_document):
            desk.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        desk.forget()
        desk.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        desk.clear(params.text_document.uri)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL]),
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return list(desk.actions(params))

    return server


class _Desk:
    """The open texts, and what is found in them."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._projects = Projects()
        self._last: tuple[str, str, Check | UserError] | None = None

    def forget(self) -> None:
        """Read configurations, and what lies around a file, anew."""
        self._projects = Projects()
        self._last = None

    def is_current(self, version: types.VersionedTextDocumentIdentifier) -> bool:
        """Whether a text is still open, and was not changed since."""
        opened = self._server.workspace.text_documents.get(version.uri)
        return opened is not None and opened.version == version.version

    def publish(self, uri: str) -> None:
        """Tell the editor what is found in a text."""
        opened = self._server.workspace.get_text_document(uri)
        self._send(uri, self._diagnostics(uri), opened.version)

    def clear(self, uri: str) -> None:
        """Tell the editor that there is nothing any more."""
        self._send(uri, [], None)

    def actions(self, params: types.CodeActionParams) -> Iterator[types.CodeAction]:
        """The fixes of what is found in a stretch of a text, then that of all that is safe."""
        uri, only = params.text_document.uri, params.context.only
        checked = self._checked(uri)
        if isinstance(checked, Check) and checked.error is None:
            page = self._page(uri)
            if _is_wanted(types.CodeActionKind.QuickFix.value, only):
                yield from self._quick_fixes(checked, page, params.range)
            if _is_wanted(FIX_ALL, only):
                yield from self._fix_all(checked, page)

    def _send(self, uri: str, diagnostics: list[types.Diagnostic], version: int | None) -> None:
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, diagnostics, version)
        )

    def _checked(self, uri: str) -> Check | UserError | None:
        """What is found in a text; None where it is in no file."""
        path = uris.to_fs_path(uri)
        if not path or not uri.startswith("file:"):
            return None
        text = self._server.workspace.get_text_document(uri).source
        if self._last is None or self._last[:2] != (uri, text):
            # An editor asks for actions wherever the cursor goes.
            self._last = uri, text, self._judged(path, text)
        return self._last[2]

    def _judged(self, path: str, text: str) -> Check | UserError:
        try:
            project = self._projects.of(path)
            return check(project, path, encoded(text), self._projects.registry_of(project).plan_order())
        except UserError as error:
            return error

    def _page(self, uri: str) -> _Page:
        document = self._server.workspace.get_text_document(uri)
        return _Page(uri, document.source, document.position_codec)

    def _diagnostics(self, uri: str) -> list[types.Diagnostic]:
        checked = self._checked(uri)
        if checked is None:
            return []
        page = self._page(uri)
        if isinstance(checked, UserError):
            return [page.complaint(complaint(checked), 1)]
        wrong = [page.complaint(complaint(checked.error), checked.error.line)] if checked.error else []
        refused = frozenset(checked.verdict.new)
        return [
            *wrong,
            *(page.diagnostic(each, is_refused=each in refused) for each in checked.findings),
        ]

    def _quick_fixes(self, checked: Check, page: _Page, wanted: types.Range) -> Iterator[types.CodeAction]:
        texts = Texts(checked.project, checked.verdict, checked.request.rules, checked.request.options)
        for finding in checked.findings:
            fix = texts.fix(finding) if page.touches(finding, wanted) else None
            if fix is not None:
                rule = checked.verdict.scanned.rules[finding.rule]
                yield types.CodeAction(
                    title=_title(rule, fix),
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[page.diagnostic(finding, is_refused=finding in checked.verdict.new)],
                    is_preferred=fix.is_safe,
                    edit=page.edit(fix.whole, fix.newline),
                )

    def _fix_all(self, checked: Check, page: _Page) -> Iterator[types.CodeAction]:
        """What `apply` would make of the text, by the rules that the gate looks at."""
        (file,) = checked.verdict.scanned.files
        around = checked.project.neighbourhood.of(file.path)
        try:
            source = Source.from_bytes(encoded(page.text))
        except SourceError:
            return
        request = checked.request
        porter = Porter(rules_for(request.policy, request.rules, ()), request.options)
        outcome = porter.port_source(file.path, source, around)
        if isinstance(outcome, Changed):
            yield types.CodeAction(
                title="Apply all safe fixes in this file",
                kind=FIX_ALL,
                edit=page.edit([page.whole(Source.from_bytes(outcome.data).text)], source.newline),
            )


class _Page:
    """A text as the editor counts it: lines and columns from 0, columns in its own units."""

    def __init__(self, uri: str, text: str, codec: PositionCodec) -> None:
        self.text = text
        self._lead = int(text.startswith("\ufeff"))
        """How many characters of the first line are not the source's."""
        self._uri = uri
        self._lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._codec = codec

    def diagnostic(self, finding: Finding, *, is_refused: bool) -> types.Diagnostic:
        """What the editor shows of a finding."""
        severity = types.DiagnosticSeverity.Warning if is_refused else types.DiagnosticSeverity.Information
        return types.Diagnostic(
            range=self._range(finding),
            message=finding.message,
            severity=severity,
            code=finding.rule,
            source=NAME,
        )

    def complaint(self, message: str, line: int) -> types.Diagnostic:
        """What the editor shows of a text that cannot be judged."""
        place = self._at(max(line, 1) - 1, 0, max(line, 1) - 1, len(self._line(max(line, 1) - 1)))
        return types.Diagnostic(place, message, severity=types.DiagnosticSeverity.Error, source=NAME)

    def touches(self, finding: Finding, wanted: types.Range) -> bool:
        """Whether a finding stands on one of the lines of a range."""
        return finding.line - 1 <= wanted.end.line and wanted.start.line <= finding.end_line - 1

    def whole(self, text: str) -> Hunk:
        """The change of everything into another text."""
        return Hunk(1, tuple(self._lines), tuple(text.split("\n")))

    def edit(self, hunks: Sequence[Hunk], newline: str) -> types.WorkspaceEdit:
        """The edit that makes these changes."""
        return types.WorkspaceEdit(changes={self._uri: [self._text_edit(each, newline) for each in hunks]})

    def _text_edit(self, hunk: Hunk, newline: str) -> types.TextEdit:
        start, end = hunk.start - 1, hunk.start - 1 + len(hunk.old)
        if end < len(self._lines):
            return types.TextEdit(
                self._at(start, 0, end, 0), "".join(f"{line}{newline}" for line in hunk.new)
            )
        last = len(self._lines) - 1
        if start == 0:
            return types.TextEdit(self._at(0, 0, last, len(self._line(last))), newline.join(hunk.new))
        # No line end follows the last line: that of the line before goes with it.
        place = self._at(start - 1, len(self._line(start - 1)), last, len(self._line(last)))
        return types.TextEdit(place, "".join(f"{newline}{line}" for line in hunk.new))

    def _range(self, finding: Finding) -> types.Range:
        return self._at(finding.line - 1, finding.column - 1, finding.end_line - 1, finding.end_column - 1)

    def _at(self, line: int, column: int, end_line: int, end_column: int) -> types.Range:
        place = types.Range(self._position(line, column), self._position(end_line, end_column))
        return self._codec.range_to_client_units(self._lines, place)

    def _position(self, line: int, column: int) -> types.Position:
        return types.Position(line, column + (0 if line else self._lead))

    def _line(self, number: int) -> str:
        return self._lines[number][0 if number else self._lead :] if number < len(self._lines) else ""


def _is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether the editor asks for actions of a kind: for a kind that starts as it, or for all."""
    return not only or any(kind == each or kind.startswith(f"{each}.") for each in map(_text, only))


def _text(kind: str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _title(rule: RuleInfo, fix: Fix) -> str:
    more = f", with {fix.others} more line{'' if fix.others == 1 else 's'}" if fix.others else ""
    return f"{rule.title} ({rule.name}{'' if fix.is_safe else ', unsafe'}{more})"
