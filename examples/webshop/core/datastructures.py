"""Containers that the standard library does not have."""


class Headers(object):
    """Response headers: ordered, case does not matter, names may repeat.

    Looks like a dict on purpose, but is none: code that wants a dict has to
    build one from `iteritems`.
    """

    def __init__(self, defaults=()):
        self._list = []
        for name, value in defaults:
            self.add(name, value)

    def add(self, name, value):
        self._list.append((name, value))

    def has_key(self, name):
        name = name.lower()
        for key, value in self._list:
            if key.lower() == name:
                return True
        return False

    def __contains__(self, name):
        return self.has_key(name)

    def get(self, name, default=None):
        for key, value in self.iteritems():
            if key.lower() == name.lower():
                return value
        return default

    def set(self, name, value):
        """Replace all headers of that name by one."""
        if self.has_key(name):
            self._list = [(k, v) for k, v in self._list
                          if k.lower() <> name.lower()]
        self.add(name, value)

    def iteritems(self):
        return iter(self._list)

    def to_wsgi(self):
        return [(str(key), str(value)) for key, value in self.iteritems()]


class MultiDict(object):
    """Form fields: every name has a list of values."""

    def __init__(self, pairs=()):
        self.lists = {}
        for key, value in pairs:
            self.lists.setdefault(key, []).append(value)

    def __getitem__(self, key):
        return self.lists[key][-1]

    def __contains__(self, key):
        return self.lists.has_key(key)

    def __nonzero__(self):
        return len(self.lists) > 0

    def get(self, key, default=None):
        if not self.lists.has_key(key):
            return default
        return self.lists[key][-1]

    def getlist(self, key):
        return self.lists.get(key, [])

    def get_int(self, key, default=0):
        """Number of a field; whatever is no number counts as missing."""
        try:
            return int(self.get(key, default))
        except (TypeError, ValueError), e:
            return default

    def flatten(self):
        result = {}
        for key, values in self.lists.iteritems():
            result[key] = values[-1]
        return result

    def names(self):
        names = self.lists.keys()
        names.sort()
        return names
