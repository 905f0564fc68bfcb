"""Data: the names of Django 1 that Django changed for Python 3, or with the versions that have no Python 2."""

from __future__ import annotations

from collections.abc import Mapping

from py3port.rule import Applicability
from py3port_codemods._gone_names import Gone

_LIKELY = Applicability.UNSAFE


def _text(new: str, text: str, note: str = "") -> Gone:
    """A function that gives text: under Python 3 by its plain name, under both by the one with `text`."""
    return Gone("3.0", f"{{django.utils.encoding:{new}}}", f"{{django.utils.encoding:{text}}}", note=note)


def _later(module: str, name: str, *, likely: bool = False, note: str = "") -> Gone:
    """A name that is fine for as long as Python 2 is in use."""
    applicability = _LIKELY if likely else Applicability.SAFE
    return Gone("3.0", f"{{{module}:{name}}}", None, applicability=applicability, note=note)


def _translation(name: str) -> tuple[str, Gone]:
    path = "django.utils.translation"
    return f"{path}.u{name}", _later(path, name, note=f"`{name}` gives text; Django 4 has no `u{name}`")


def _both(code: str, *, likely: bool = False, note: str = "") -> Gone:
    """A name that has a successor for both."""
    return Gone("3.0", code, applicability=_LIKELY if likely else Applicability.SAFE, note=note)


def _by_hand(note: str) -> Gone:
    return Gone("3.0", None, None, note=note)


_URLS = """NoReverseMatch Resolver404 ResolverMatch clear_script_prefix clear_url_caches get_callable get_resolver
    get_script_prefix get_urlconf is_valid_path resolve reverse reverse_lazy set_script_prefix set_urlconf
    translate_url""".split()

DJANGO_NAMES: Mapping[str, Gone] = {
    "django.utils.encoding.smart_unicode": _text("smart_str", "smart_text"),
    "django.utils.encoding.force_unicode": _text("force_str", "force_text"),
    "django.utils.encoding.smart_text": _later(
        "django.utils.encoding", "smart_str", note="Django 4 has `smart_str`, which gives text"
    ),
    "django.utils.encoding.force_text": _later(
        "django.utils.encoding", "force_str", note="Django 4 has `force_str`, which gives text"
    ),
    "django.utils.encoding.StrAndUnicode": _by_hand("use `python_2_unicode_compatible`, or `__str__` alone"),
    **dict(
        _translation(name)
        for name in ("gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy")
    ),
    "django.utils.safestring.SafeUnicode": Gone(
        "3.0", "{django.utils.safestring:SafeString}", "{django.utils.safestring:SafeText}"
    ),
    "django.utils.safestring.SafeText": _later("django.utils.safestring", "SafeString"),
    "django.utils.http.urlquote": _later("urllib.parse", "quote", likely=True),
    "django.utils.http.urlquote_plus": _later("urllib.parse", "quote_plus", likely=True),
    "django.utils.http.urlunquote": _later("urllib.parse", "unquote", likely=True),
    "django.utils.http.urlunquote_plus": _later("urllib.parse", "unquote_plus", likely=True),
    "django.utils.http.is_safe_url": _later(
        "django.utils.http",
        "url_has_allowed_host_and_scheme",
        likely=True,
        note="Django 3 gave it another name",
    ),
    "django.utils.six": _both("{six}", note="Django 3 has no copy of six"),
    "django.utils.simplejson": _both("{json}", likely=True, note="use `json`"),
    "django.utils.unittest": _both("{unittest}", note="use `unittest`"),
    "django.utils.importlib.import_module": _both("{importlib:import_module}", note="it is in `importlib`"),
    "django.utils.datastructures.SortedDict": _both("{collections:OrderedDict}", likely=True),
    "django.utils.hashcompat.md5_constructor": _both("{hashlib:md5}"),
    "django.utils.hashcompat.sha_constructor": _both("{hashlib:sha1}"),
    "django.utils.lru_cache.lru_cache": _later("functools", "lru_cache"),
    "django.utils._os.abspathu": _later("os.path", "abspath"),
    "django.utils.decorators.ContextDecorator": _later("contextlib", "ContextDecorator"),
    "django.utils.decorators.available_attrs": _by_hand("leave it out: `functools.wraps(view)` does"),
    "django.utils.functional.allow_lazy": _later("django.utils.functional", "keep_lazy", likely=True),
    "django.utils.functional.curry": _later("functools", "partial", likely=True),
    "django.utils.functional.memoize": _by_hand("use `functools.lru_cache`"),
    "django.conf.urls.url": _later("django.urls", "re_path", likely=True, note="Django 4 has `re_path`"),
    "django.conf.urls.patterns": _by_hand("make `urlpatterns` a list"),
    "django.shortcuts.render_to_response": _by_hand("use `render`, which takes the request first"),
    "django.contrib.staticfiles.templatetags.staticfiles.static": _both(
        "{django.templatetags.static:static}", note="it is in `django.templatetags.static`"
    ),
    **{f"django.core.urlresolvers.{name}": _later("django.urls", name) for name in _URLS},
}
"""By the versions that Python 3 can do with: Django 1.5 to 1.11 run on both, later ones on Python 3 alone."""
