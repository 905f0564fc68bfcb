"""Requests and responses."""
import Cookie
import urllib
from urlparse import parse_qsl

from datastructures import Headers, MultiDict
import errors

MAX_BODY = 2L * 1024 * 1024      # 2 MB, product images are uploaded by FTP


class Request(object):
    """Thin wrapper around a WSGI environ."""

    def __init__(self, environ):
        self.environ = environ
        self.method = environ.get('REQUEST_METHOD', 'GET').upper()
        self.path = environ.get('PATH_INFO', '') or '/'
        self.args = MultiDict(parse_qsl(environ.get('QUERY_STRING', '')))
        self.params = {}         # filled in by the router
        self.customer = None     # filled in by accounts.auth
        self._form = None
        self._cookies = None

    def _read_body(self):
        try:
            length = long(self.environ.get('CONTENT_LENGTH') or 0)
        except ValueError, e:
            raise errors.BadRequest, 'bad content length: %s' % e
        if length > MAX_BODY:
            raise errors.BadRequest, 'body too large (%d bytes)' % length
        return self.environ['wsgi.input'].read(length).decode('utf-8')

    @property
    def form(self):
        if self._form is None:
            self._form = MultiDict(parse_qsl(self._read_body(), True))
        return self._form

    @property
    def cookies(self):
        if self._cookies is None:
            jar = Cookie.SimpleCookie()
            jar.load(str(self.environ.get('HTTP_COOKIE', '')))
            self._cookies = dict([(k, m.value) for k, m in jar.items()])
        return self._cookies


class Response(object):
    """What a view returns."""

    def __init__(self, body=u'', status='200 OK',
                 content_type='text/html; charset=utf-8'):
        self.status = status
        self.headers = Headers([('Content-Type', content_type)])
        self.cookies = Cookie.SimpleCookie()
        self.parts = []
        if body:
            self.write(body)

    def write(self, text):
        if not isinstance(text, basestring):
            raise TypeError, 'response body must be text, not %r' % (text,)
        self.parts.append(text)

    def set_cookie(self, name, value, path='/'):
        self.cookies[name] = value
        self.cookies[name]['path'] = path

    def encode(self):
        body = u''.join(self.parts)
        return body.encode('utf-8')

    def __call__(self, environ, start_response):
        body = self.encode()
        self.headers.set('Content-Length', len(body))
        headers = self.headers.to_wsgi()
        for morsel in self.cookies.values():
            headers.append(('Set-Cookie', morsel.OutputString()))
        start_response(self.status, headers)
        return [body]


def redirect(location, **args):
    """Redirect response to a path of our own."""
    location = urllib.quote(location)
    if args:
        location += '?' + urllib.urlencode(sorted(args.iteritems()))
    response = Response(status=errors.Redirect.status)
    response.headers.add('Location', location)
    return response


def from_error(error):
    """Response for an HttpError that a view has raised."""
    if isinstance(error, errors.Redirect):
        return redirect(error.location)
    body = u'<h1>%s</h1>' % error.status
    if error.detail:
        body += u'<p>%s</p>' % error.detail
    return Response(body, error.status)
