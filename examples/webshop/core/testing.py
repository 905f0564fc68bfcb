"""Helpers for the tests of all apps."""
import io
import shutil
import sys
import tempfile
import unittest
import urllib
from StringIO import StringIO

import log
import orm


class Output(object):
    """Replaces a stream of sys while a test runs: Output('stdout')."""

    def __init__(self, name, text=''):
        self.name = name
        self.buffer = StringIO(text)

    def __enter__(self):
        self.saved = getattr(sys, self.name)
        setattr(sys, self.name, self.buffer)
        return self

    def __exit__(self, *error):
        setattr(sys, self.name, self.saved)

    def lines(self):
        return [line.rstrip() for line in self.buffer.getvalue().splitlines()]


class FolderTestCase(unittest.TestCase):
    """Has a temporary folder."""

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.log = StringIO()
        log.redirect_all(self.log)

    def tearDown(self):
        log.redirect_all(None)
        orm.close()
        shutil.rmtree(self.folder)


class DatabaseTestCase(FolderTestCase):
    """Has an empty database in memory with all tables."""

    def setUp(self):
        FolderTestCase.setUp(self)
        import shop                             # registers all models
        orm.connect(':memory:')
        orm.create_tables()


class Client(object):
    """A browser without a screen."""

    def __init__(self, application):
        self.application = application
        self.cookies = {}

    def open(self, method, path, body='', query=''):
        data = body.encode('utf-8')
        environ = {
            'REQUEST_METHOD': method, 'PATH_INFO': path, 'QUERY_STRING': query,
            'CONTENT_LENGTH': str(len(data)), 'wsgi.input': io.BytesIO(data),
            'HTTP_COOKIE': '; '.join(['%s=%s' % pair for pair in self.cookies.iteritems()])}
        answer = []
        body = b''.join(self.application(environ, lambda *head: answer.extend(head)))
        self.status, self.headers = int(answer[0].split()[0]), dict(answer[1])
        if self.headers.has_key('Set-Cookie'):
            name, value = self.headers['Set-Cookie'].split(';')[0].split('=', 1)
            self.cookies[name] = value
        self.body = body.decode('utf-8')
        return self.body

    def get(self, path, **args):
        return self.open('GET', path, query=urllib.urlencode(args.items()))

    def post(self, path, **fields):
        return self.open('POST', path, urllib.urlencode(fields.items()))
