"""Templates: {{ expression }}, {% for %}, {% if %}, {% else %}, {% end %}.

A template is translated to Python once and executed for every page.  That is
as fast as it gets without C; it also means that templates are code, never let
a customer write one.
"""
import io
import os
import re

from errors import ShopError

_token = re.compile(r'(\{\{.*?\}\}|\{%.*?%\})', re.S)
_escapes = (u'&', u'&amp;'), (u'<', u'&lt;'), (u'>', u'&gt;'), (u'"', u'&quot;')


class TemplateError(ShopError):
    pass


class Markup(object):
    """Text that is HTML already."""

    def __init__(self, text):
        self.text = text


def to_text(value):
    if isinstance(value, unicode):
        return value
    return unicode(value)


def escape(value):
    if isinstance(value, Markup):
        return to_text(value.text)
    if value is None:
        return u''
    text = to_text(value)
    for plain, entity in _escapes:
        text = text.replace(plain, entity)
    return text


class Template(object):
    def __init__(self, source, name='<template>'):
        self.name = name
        self.code = compile(self._translate(source), name, 'exec')

    def _translate(self, source):
        lines = []
        depth = 0
        for token in _token.split(source):
            if token == '':
                continue
            inner = token[2:-2].strip()
            if token.startswith('{{'):
                lines.append('    ' * depth + '_add(_escape(%s))' % inner)
            elif token.startswith('{%'):
                word = inner.split(None, 1)[0]
                if word == 'end':
                    depth -= 1
                elif word == 'else':
                    lines.append('    ' * (depth - 1) + 'else:')
                elif word in ('for', 'if'):
                    lines.append('    ' * depth + inner + ':')
                    depth += 1
                else:
                    raise TemplateError, 'unknown tag %s in %s' % (word, self.name)
                if depth < 0:
                    raise TemplateError, 'one {% end %} too many in ' + self.name
            else:
                lines.append('    ' * depth + '_add(' + repr(token) + ')')
        if depth <> 0:
            raise TemplateError('missing {%% end %%} in %s' % self.name)
        return '\n'.join(lines) + '\n'

    def render(self, **context):
        parts = []
        context['_add'] = parts.append
        context['_escape'] = escape
        try:
            exec self.code in context
        except NameError, e:
            raise TemplateError, '%s: %s' % (self.name, e)
        return u''.join(parts)


class Loader(object):
    """Finds templates in folders, the first one wins; keeps them compiled."""

    def __init__(self, *folders):
        self.folders = list(folders)
        self.loaded = {}

    def get(self, name):
        if not self.loaded.has_key(name):
            self.loaded[name] = Template(self._read(name), name)
        return self.loaded[name]

    def _read(self, name):
        for folder in self.folders:
            path = os.path.join(folder, name)
            if os.path.exists(path):
                file = io.open(path, encoding='utf-8')
                try:
                    return file.read()
                finally:
                    file.close()
        raise TemplateError, 'no template %s in %s' % (name, `len(self.folders)`)

    def render(self, name, **context):
        return self.get(name).render(**context)
