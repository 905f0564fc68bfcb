"""The rule for the names that Django changed for Python 3."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from py3port.rule import Applicability, Example, Match, Mode, Module, Stage, ast
from py3port_codemods._django_names import DJANGO_NAMES
from py3port_codemods._gone_names import Gone, GoneNames

_NAME = re.compile(r"\{([\w.]+):(\w+)\}")
_SIX = "django.utils.six"


class DjangoNames(GoneNames):
    """Django named what gives text anew for Python 3, and later dropped what it had for the sake of Python 2.

    `smart_unicode` and `force_unicode` became `smart_text` and `force_text`, which both Pythons have until Django 2;
    `smart_str` and `force_str`, bytes under Python 2, give text under Python 3 in every version. `ugettext` and its
    kin, `django.utils.six` and what came from `urllib` are gone in Django 3 and 4, which run on Python 3 alone. What
    Python 2 still needs is left alone in `dual` mode.

    Fix safety: what Django replaced by something that is not quite the same, or that its older versions lack, waits for
    `--unsafe`.
    """

    name = "django-names"
    title = "Use the names Django has under Python 3"
    stage = Stage.COMMON
    applicability = Applicability.SAFE
    requires = ("six",)
    references = (
        "https://docs.djangoproject.com/en/1.11/topics/python3/",
        "https://docs.djangoproject.com/en/stable/internals/deprecation/",
    )
    words = ("django",)
    examples = (
        Example(
            "from django.utils.encoding import smart_unicode, iri_to_uri\nx = smart_unicode(iri_to_uri(y))\n",
            "from django.utils.encoding import iri_to_uri, smart_str\nx = smart_str(iri_to_uri(y))\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "from django.utils.encoding import force_unicode\nx = map(force_unicode, y)\n",
            "from django.utils.encoding import force_text\nx = map(force_text, y)\n",
            mode=Mode.DUAL,
            runs=False,
        ),
        Example(
            "from django.utils import encoding\nx = encoding.force_text(y)\n",
            "from django.utils import encoding\nx = encoding.force_str(y)\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "from django.utils.translation import ugettext_lazy as _, activate\nx = _('a')\n",
            "from django.utils.translation import gettext_lazy as _, activate\nx = _('a')\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "from django.utils.translation import ugettext as _\nx = _('a')\n",
            None,
            mode=Mode.DUAL,
            runs=False,
        ),
        Example(
            "from django.utils import six, timezone\nx = six.text_type(timezone.now())\n",
            "from django.utils import timezone\nimport six\nx = six.text_type(timezone.now())\n",
            runs=False,
        ),
        Example(
            "from django.utils.six.moves import range, zip as z\nfrom django.utils.six import text_type\n",
            "from six.moves import range, zip as z\nfrom six import text_type\n",
            runs=False,
        ),
        Example(
            "from django.conf.urls import include, url\nx = [url(r'^$', f), include(g)]\n",
            "from django.conf.urls import include\nfrom django.urls import re_path\n"
            "x = [re_path(r'^$', f), include(g)]\n",
            mode=Mode.PY3,
            unsafe=True,
            runs=False,
        ),
        Example(
            "from django.core.urlresolvers import reverse, reverse_lazy as lazy\nx = reverse('a'), lazy\n",
            "from django.urls import reverse, reverse_lazy as lazy\nx = reverse('a'), lazy\n",
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "from django.shortcuts import render_to_response\nx = render_to_response('a.html')\n",
            None,
            findings=1,
            mode=Mode.PY3,
            runs=False,
        ),
        Example(
            "try:\n    from django.utils.encoding import smart_text\nexcept ImportError:\n"
            "    from django.utils.encoding import smart_unicode as smart_text\nx = smart_text(y)\n",
            None,
            runs=False,
        ),
        Example(
            "from .encoding import smart_unicode\nsmart_unicode(y)\n",
            None,
            siblings=("encoding",),
            runs=False,
        ),
    )

    def table(self, package: str) -> Mapping[str, Gone]:
        """The names that are gone."""
        return DJANGO_NAMES if package == "django" else {}

    def detect(self, node: ast.Import | ast.ImportFrom, module: Module) -> Iterable[Match]:
        """As the base class does, and what is imported from the copy of six."""
        if isinstance(module.parent(node), ast.ExceptHandler):
            return  # What is imported where the first choice fails is for another Django.
        lines = _without_django(node) or self._under_own_names(node, module)
        if lines:
            trust = Applicability.MANUAL if module.has_comment(node) else None
            yield Match(node, "these names are gone in the Django of Python 3", trust, lines)
        else:
            yield from super().detect(node, module)

    def message(self, qualified: str, gone: Gone) -> str:
        """What became of a name."""
        return f"`{qualified}` is gone in the Django of Python 3" + (f": {gone.note}" if gone.note else "")

    def _under_own_names(self, node: ast.Import | ast.ImportFrom, module: Module) -> list[str]:
        """An import of which some names are new, or elsewhere, and are bound as before: `gettext as _`."""
        if isinstance(node, ast.Import) or node.level:
            return []
        names: dict[str, list[str]] = {str(node.module): []}
        for imported in module.imports.of(node):
            alias = imported.alias
            gone = self._entry(imported.qualified, module)
            is_sure = gone is not None and gone.applicability is Applicability.SAFE
            new = _NAME.fullmatch((gone.code(module.mode) if gone is not None and is_sure else "") or "")
            is_kept = new is not None and (alias.asname or new[2] == alias.name)
            home, name = (new[1], new[2]) if new is not None and is_kept else (str(node.module), alias.name)
            names.setdefault(home, []).append(f"{name} as {alias.asname}" if alias.asname else name)
        lines = [f"from {home} import {', '.join(each)}" for home, each in names.items() if each]
        same = ", ".join(f"{each.name} as {each.asname}" if each.asname else each.name for each in node.names)
        return [] if lines == [f"from {node.module} import {same}"] else lines

    def _entry(self, qualified: str, module: Module) -> Gone | None:
        """What Python 2 needs has no entry as long as it has to run the code."""
        gone = super()._entry(qualified, module)
        is_needed = gone is not None and module.mode is Mode.DUAL and gone.dual is None
        return None if is_needed else gone


def _without_django(node: ast.Import | ast.ImportFrom) -> list[str]:
    """What is imported from Django's copy of six, from six itself."""
    module = "" if isinstance(node, ast.Import) or node.level else str(node.module)
    if not f"{module}.".startswith(f"{_SIX}."):
        return []
    names = (f"{each.name} as {each.asname}" if each.asname else each.name for each in node.names)
    return [f"from {module.removeprefix('django.utils.')} import {', '.join(names)}"]
