"""Sessions, kept in the cache under a random key."""
import binascii
import os

COOKIE = 'kontor'
LIFETIME = 14 * 24 * 3600


class Session(object):
    """Values of one visitor.  Knows whether it has to be stored.

    Keys are checked here, therefore it is no dict; see has_key.
    """

    def __init__(self, key, values=None):
        self.key = key
        self.values = dict(values or {})
        self.changed = False

    def has_key(self, name):
        return self.values.get(name) is not None

    __contains__ = has_key

    def __getitem__(self, name):
        return self.values[name]

    def __setitem__(self, name, value):
        self.values[name] = value
        self.changed = True

    def delete(self, name):
        # asks the session, not the dict: None counts as not there
        if self.has_key(name):
            del self.values[name]
            self.changed = True

    def __nonzero__(self):
        return bool(self.values)


class SessionStore(object):
    def __init__(self, cache, random=os.urandom):
        self.cache = cache
        self.random = random

    def new_key(self):
        return binascii.hexlify(self.random(16)).decode('ascii')

    def load(self, key=None):
        values = None
        if key:
            values = self.cache.get('session:' + key)
        if values is None:
            return Session(self.new_key())
        return Session(key, values)

    def save(self, session):
        if session.changed:
            self.cache.set('session:' + session.key, session.values, LIFETIME)
            session.changed = False

    def delete(self, session):
        self.cache.delete('session:' + session.key)
