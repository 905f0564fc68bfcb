"""The rule for bytes in the migrations of Django."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from py3port.rule import Applicability, Editor, Example, Match, Module, Rule, Stage, ast

_BASES = frozenset({"django.db.migrations.Migration", "django.db.migrations.migration.Migration"})


class MigrationBytes(Rule):
    """Django under Python 2 wrote the native strings of models into migrations as `b'...'`, which are text there.

    Under Python 3 a `verbose_name`, a default or a choice would be bytes: the next `makemigrations` finds changes
    everywhere, and forms show `b'...'`. Native strings say the same on both. What a `BinaryField` has stays.
    """

    name = "migration-bytes"
    title = "Write text in migrations of Django"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    references = ("https://docs.djangoproject.com/en/1.11/topics/migrations/#supporting-python-2-and-3",)
    words = ("migrations",)
    nodes = (ast.ClassDef,)
    examples = (
        Example(
            "from __future__ import unicode_literals\nfrom django.db import migrations, models\n\n\n"
            "class Migration(migrations.Migration):\n    operations = [\n"
            "        migrations.AddField('a', 'b', models.CharField(default=b'x', choices=[(b'x', B\"X\")])),\n"
            "        migrations.AddField('a', 'c', models.BinaryField(default=b'')),\n    ]\n",
            "from __future__ import unicode_literals\nfrom django.db import migrations, models\n\n\n"
            "class Migration(migrations.Migration):\n    operations = [\n"
            "        migrations.AddField('a', 'b', models.CharField(default='x', choices=[('x', \"X\")])),\n"
            "        migrations.AddField('a', 'c', models.BinaryField(default=b'')),\n    ]\n",
            findings=3,
            runs=False,
        ),
        Example(
            "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
            "    operations = [f(b'\\xff', 'a')]\n    def load(self):\n        return b'a'\n",
            None,
            runs=False,
        ),
        Example("class Migration(object):\n    a = b'x'\n", None),
    )

    def detect(self, node: ast.ClassDef, module: Module) -> Iterable[Match]:
        """Every such literal of plain characters in the body of a migration, its methods aside."""
        if not any(module.qualified_name(base) in _BASES for base in node.bases):
            return
        for statement in node.body:
            if isinstance(statement, ast.Assign):
                for each in ast.walk(statement):
                    is_bytes = isinstance(each, ast.Constant) and isinstance(each.value, bytes)
                    if is_bytes and _is_plain(each, module) and not _is_of_binary_field(each, module):
                        yield Match(each, "it is bytes in Python 3")

    def rewrite(self, node: Any, match: Match, editor: Editor) -> Any:
        """The literal without its prefix."""
        return node.with_changes(value=node.value.lstrip("bB"))


def _is_plain(node: ast.AST, module: Module) -> bool:
    """Whether a literal means as text what it says."""
    text = module.text(node)
    return text.isascii() and text[0] in "bB" and text[1] in "'\"" and "\\" not in text


def _is_of_binary_field(node: ast.AST, module: Module) -> bool:
    calls = (each for each in module.ancestors(node) if isinstance(each, ast.Call))
    return any(getattr(each.func, "attr", "").endswith("BinaryField") for each in calls)
