"""From paths to views and back."""
import re
import sys

import errors
import message
from log import get_log

log = get_log('routing')

# <name> matches one path segment, <int:name> a number
_placeholder = re.compile(r'<(?:(int):)?([a-z_]+)>')


class Route:
    """One rule: an old-style class, there are only a few dozen of them."""

    def __init__(self, rule, view, methods=None):
        self.rule = rule
        self.view = view
        self.methods = methods or ['GET', 'HEAD']
        self.converters = {}
        self.regex = re.compile('^' + _placeholder.sub(self._group, rule) + '$')

    def _group(self, match):
        kind, name = match.groups()
        self.converters[name] = kind == 'int' and int or str
        if kind == 'int':
            return r'(?P<%s>\d+)' % name
        return r'(?P<%s>[^/]+)' % name

    def match(self, path):
        found = self.regex.match(path)
        if not found:
            return None
        params = {}
        for name, convert in self.converters.iteritems():
            params[name] = convert(found.group(name))
        return params

    def build(self, values):
        missing = filter(lambda name: name not in values,   # in the order of names
                         sorted(self.converters.keys()))
        if len(missing) <> 0:
            raise KeyError, 'missing in %s: %s' % (self.rule, missing[0])
        return _placeholder.sub(lambda m: str(values[m.group(2)]), self.rule)


class Router(object):
    """All routes of a site, in the order in which they were added."""

    def __init__(self):
        self.routes = []
        self.by_name = {}

    def add(self, name, rule, view, methods=None):
        if self.by_name.has_key(name):
            raise errors.ConfigError, 'route ' + `name` + ' is there already'
        route = Route(rule, view, methods)
        self.routes.append(route)
        self.by_name[name] = route
        return route

    def include(self, prefix, routes):
        """Add an app's routes: tuples of name, rule, view and maybe methods."""
        map(lambda entry: self.add(entry[0], prefix + entry[1], *entry[2:]),
            routes)

    def url_for(self, route, **values):
        if not self.by_name.has_key(route):
            known = self.by_name.keys()
            known.sort()
            raise KeyError, 'no route %s, only %s' % (route, ', '.join(known))
        return self.by_name[route].build(values)

    def resolve(self, method, path):
        allowed = {}
        for route in self.routes:
            params = route.match(path)
            if params is None:
                continue
            if method in route.methods:
                return route.view, params
            allowed.update([(m, True) for m in route.methods])
        if allowed:
            raise errors.MethodNotAllowed, 'use ' + ', '.join(sorted(allowed))
        raise errors.NotFound, 'no page %s' % path

    def dispatch(self, request):
        try:
            view, request.params = self.resolve(request.method, request.path)
            return view(request, **request.params)
        except errors.HttpError, e:
            return message.from_error(e)
        except Exception, e:
            log.exception('%s %s failed' % (request.method, request.path),
                          sys.exc_info())
            return message.from_error(errors.HttpError('sorry'))
