"""The language server, asked by a real client over its standard input and output."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import pytest

from py3port.cli.main import run
from tests.trees import SOURCE_ROOTS, console_script, write_tree

pytest.importorskip("pygls", reason="pygls is not installed")

from lsprotocol import types
from pygls.lsp.client import LanguageClient

TEXT = "import os\n\nd = {}\nif d.has_key('\U0001f40d') or d.has_key(os):\n    print 'é', d.keys()[0]\n"
PORTED = "import os\n\nd = {}\nif '\U0001f40d' in d or os in d:\n    print('é', list(d.keys())[0])\n"
TIMEOUT = 120


class Editor:
    """A client that remembers what it is told about its one text."""

    def __init__(self, client: LanguageClient, path: Path) -> None:
        self.uri = path.as_uri()
        self._client = client
        self._version = 1
        self._news: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self._news.put_nowait(params)

    async def diagnostics(self) -> Mapping[str, types.Diagnostic]:
        """The next ones, by rule."""
        news = await asyncio.wait_for(self._news.get(), TIMEOUT)
        assert news.uri == self.uri
        return {str(each.code): each for each in news.diagnostics}

    async def open(self, text: str) -> Mapping[str, types.Diagnostic]:
        item = types.TextDocumentItem(self.uri, "python", 1, text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.diagnostics()

    def type(self, text: str) -> None:
        """Change the text, and go on."""
        self._version += 1
        document = types.VersionedTextDocumentIdentifier(uri=self.uri, version=self._version)
        change = types.TextDocumentContentChangeWholeDocument(text)
        self._client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def change(self, text: str) -> Mapping[str, types.Diagnostic]:
        self.type(text)
        return await self.diagnostics()

    async def close(self) -> Mapping[str, types.Diagnostic]:
        document = types.TextDocumentIdentifier(self.uri)
        self._client.text_document_did_close(types.DidCloseTextDocumentParams(document))
        return await self.diagnostics()

    async def actions(self, line: int, *only: str) -> list[types.CodeAction]:
        place = types.Range(types.Position(line, 0), types.Position(line, 0))
        context = types.CodeActionContext(diagnostics=[], only=list(only) or None)
        found = await asyncio.wait_for(
            self._client.text_document_code_action_async(
                types.CodeActionParams(types.TextDocumentIdentifier(self.uri), place, context)
            ),
            TIMEOUT,
        )
        return [each for each in found or () if isinstance(each, types.CodeAction)]


def with_editor(
    path: Path, session: Callable[[Editor], Awaitable[None]], *, installed: Sequence[str] = ()
) -> None:
    """Start the server in the file's folder, and run a session with it; `installed` are more folders with packages."""

    async def main() -> None:
        client = LanguageClient("test", "1")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([*SOURCE_ROOTS, *installed])}
        script = console_script(path.parent.parent / "bin")
        await client.start_io(sys.executable, str(script), "lsp", cwd=path.parent, env=environment)
        capabilities = types.ClientCapabilities()
        await asyncio.wait_for(
            client.initialize_async(types.InitializeParams(capabilities, root_uri=path.parent.as_uri())),
            TIMEOUT,
        )
        client.initialized(types.InitializedParams())
        try:
            await session(Editor(client, path))
        finally:
            await asyncio.wait_for(client.shutdown_async(None), TIMEOUT)
            client.exit(None)
            await client.stop()

    asyncio.run(main())


def applied(action: types.CodeAction, text: str) -> str:
    """A text after an action, as an editor counts: in units of UTF-16."""
    assert action.edit is not None
    assert action.edit.changes is not None
    (edits,) = action.edit.changes.values()
    lines = text.splitlines(keepends=True)
    units = text.encode("utf-16-le")

    def offset(at: types.Position) -> int:
        return len("".join(lines[: at.line]).encode("utf-16-le")) + 2 * at.character

    for edit in reversed(edits):
        new = edit.new_text.encode("utf-16-le")
        units = units[: offset(edit.range.start)] + new + units[offset(edit.range.end) :]
    return units.decode("utf-16-le")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    files = {
        "a.py": "on disk",
        "types.py": "raise SystemExit('imported')\n",
        "py3port.toml": 'mode = "py3"\n',
    }
    return write_tree(tmp_path / "shop", files) / "a.py"


def test_without_pygls(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.delitem(sys.modules, "py3port.lsp", raising=False)
    assert run(["lsp"]) == 2
    assert capsys.readouterr().err == "py3port: pygls is missing: pip install 'py3port[lsp]'\n"


def test_diagnostics_follow_the_text(file: Path) -> None:
    async def session(editor: Editor) -> None:
        found = await editor.open(TEXT)
        assert set(found) == {"dict-has-key", "print-statement", "dict-views-as-lists"}
        statement = found["print-statement"]
        assert statement.severity is types.DiagnosticSeverity.Warning
        assert (statement.range.start.line, statement.range.start.character) == (4, 4)
        # A character outside of the basic plane counts as two.
        assert found["dict-has-key"].range.start == types.Position(3, 22)
        assert await editor.change(PORTED) == {}
        broken = await editor.change("x = (\n")
        assert [each.severity for each in broken.values()] == [types.DiagnosticSeverity.Error]
        assert await editor.close() == {}

    with_editor(file, session)


def test_only_the_last_of_many_changes_is_judged(file: Path) -> None:
    async def session(editor: Editor) -> None:
        await editor.open("")
        for count in range(1, 21):
            editor.type("print 1\n" * 200 * count)
        news = [await editor.diagnostics()]
        while news[-1]["print-statement"].range.start.line < 4_000 - 1:
            news.append(await editor.diagnostics())
        assert len(news) < 20

    with_editor(file, session)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 50_000,
        "x = " + "-" * 50_000 + "1\n",
        "print '\0'\n",
        "# coding: no-such-code\nprint 1\n",
        "# coding: hex\nprint 1\n",
        "# coding: rot13\nprint 1\n",
        "\f\r\v\x1c\u2028print 1",
        "\ufeff\ufeffprint 1\n",
        "<<<<<<< HEAD\nprint 1\n=======\n",
        "if x:\n\tif y:\n        print 1\n",
    ],
)
def test_hostile_texts(file: Path, text: str) -> None:
    async def session(editor: Editor) -> None:
        await editor.open(text)
        await editor.actions(0)
        assert set(await editor.change("print 1\n")) == {"print-statement"}, "it goes on"

    with_editor(file, session)


def test_quick_fixes_change_their_statement_only(file: Path) -> None:
    async def session(editor: Editor) -> None:
        await editor.open(TEXT)
        fixes = {each.title: each for each in await editor.actions(4, "quickfix")}
        assert list(fixes) == [
            "Call print as a function (print-statement)",
            "Make lists of keys, values and items (dict-views-as-lists)",
        ]
        fixed = applied(fixes["Call print as a function (print-statement)"], TEXT)
        assert fixed == TEXT.replace("print 'é', d.keys()[0]", "print('é', d.keys()[0])")
        assert await editor.actions(1, "quickfix") == []

    with_editor(file, session)


def test_all_safe_fixes_at_once(file: Path) -> None:
    async def session(editor: Editor) -> None:
        for text in (TEXT, TEXT.removesuffix("\n"), TEXT.replace("\n", "\r\n")):
            await editor.open(text)
            (everything,) = await editor.actions(0, "source.fixAll")
            assert everything.kind == "source.fixAll.py3port"
            newline = "\r\n" if "\r\n" in text else "\n"
            wanted = PORTED if text.endswith("\n") else PORTED.removesuffix("\n")
            assert applied(everything, text) == wanted.replace("\n", newline)

    with_editor(file, session)


def test_a_quick_fix_takes_along_what_must_change_with_it(file: Path) -> None:
    """A `print` of two values needs the import, and then no statement can stay."""
    (file.parent / "py3port.toml").unlink()
    text = "x = 1\nprint 1, 2\n\n\nprint 3\n"
    start = "from __future__ import print_function\n\n"

    async def session(editor: Editor) -> None:
        await editor.open(text)
        (fix,) = await editor.actions(1, "quickfix")
        assert fix.title == "Call print as a function (print-statement, with 1 more line)"
        assert applied(fix, text) == f"{start}x = 1\nprint(1, 2)\n\n\nprint(3)\n"

    with_editor(file, session)


def test_a_mark_before_the_text_stays(file: Path) -> None:
    async def session(editor: Editor) -> None:
        text = "\ufeffprint `1`"
        found = await editor.open(text)
        assert found["backticks"].range.start == types.Position(0, 7)
        fixes = {each.title.partition("(")[2]: applied(each, text) for each in await editor.actions(0)}
        assert fixes == {
            "print-statement)": "\ufeffprint(`1`)",
            "backticks)": "\ufeffprint repr(1)",
            "": "\ufeffprint(repr(1))",
        }

    with_editor(file, session)


def test_a_text_that_its_encoding_cannot_hold(file: Path) -> None:
    async def session(editor: Editor) -> None:
        (wrong,) = (await editor.open("# coding: latin-1\nprint '\U0001f40d'\n")).values()
        assert wrong.message == "py3port cannot judge this file: it has characters that iso-8859-1 has not"
        assert await editor.actions(1) == []

    with_editor(file, session)
