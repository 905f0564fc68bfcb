# -*- coding: utf-8 -*-
import io
import sys
import unittest
from StringIO import StringIO

from core import errors, message
from core.datastructures import Headers, MultiDict
from core.log import Log
from core.pagination import Paginator, columns
from core.routing import Router
from core.template import Markup, Template, TemplateError


class DatastructuresTest(unittest.TestCase):
    def test_headers(self):
        headers = Headers([('Content-Type', 'text/plain')])
        headers.add('X-Number', 1)
        self.assertTrue('content-type' in headers)
        headers.set('CONTENT-TYPE', 'text/html')
        self.assertEqual(headers.get('Content-type'), 'text/html')
        self.assertEqual(sorted(headers.to_wsgi()), [('CONTENT-TYPE', 'text/html'), ('X-Number', '1')])
        self.assertEqual(headers.get('Date', 'never'), 'never')

    def test_multidict(self):
        form = MultiDict([('a', '1'), ('b', 'x'), ('a', '2')])
        self.assertEqual(form['a'], '2')
        self.assertEqual(form.getlist('a'), ['1', '2'])
        self.assertEqual((form.get_int('a'), form.get_int('b', 7), form.get_int('c')), (2, 7, 0))
        self.assertEqual(form.flatten(), {'a': '2', 'b': 'x'})
        self.assertEqual(form.names(), ['a', 'b'])

    def test_truth(self):
        self.assertTrue(MultiDict([('a', '')]))
        self.assertFalse(MultiDict())


class MessageTest(unittest.TestCase):
    def request(self, body=u'', **environ):
        data = body.encode('utf-8')
        environ.setdefault('CONTENT_LENGTH', `len(data)`)
        environ['wsgi.input'] = io.BytesIO(data)
        return message.Request(environ)

    def test_arguments(self):
        request = self.request(QUERY_STRING='q=a+b&page=2&q=c%20d')
        self.assertEqual(request.args['q'], 'c d')
        self.assertEqual(request.path, '/')

    def test_form(self):
        request = self.request(u'name=Anna&empty=')
        self.assertEqual(request.form['name'], u'Anna')
        self.assertEqual(request.form['empty'], u'')

    def test_bad_length(self):
        for length in 'much', str(message.MAX_BODY + 1):
            try:
                self.request(CONTENT_LENGTH=length).form
            except errors.BadRequest, e:
                self.assertEqual(e.code(), 400)
            else:
                self.fail('no error for ' + length)

    def test_cookies(self):
        self.assertEqual(self.request(HTTP_COOKIE='a=1; b=two').cookies, {'a': '1', 'b': 'two'})

    def test_response(self):
        response = message.Response(u'Grüße')
        response.write(u'!')
        response.set_cookie('a', '1')
        heads = []
        body = response({}, lambda *head: heads.append(head))
        self.assertEqual(b''.join(body).decode('utf-8'), u'Grüße!')
        status, headers = heads[0]
        self.assertEqual(dict(headers)['Content-Length'], '8')
        self.assertTrue(dict(headers)['Set-Cookie'].startswith('a=1;'))
        self.assertRaises(TypeError, response.write, 5)

    def test_redirect(self):
        response = message.redirect('/a b', page=2, added='x&y')
        self.assertEqual(response.headers.get('location'), '/a%20b?added=x%26y&page=2')

    def test_errors(self):
        response = message.from_error(errors.NotFound('nothing'))
        self.assertEqual(response.status, '404 Not Found')
        self.assertTrue(u'nothing' in u''.join(response.parts))
        self.assertEqual(message.from_error(errors.Redirect('/x')).status, '302 Found')

    def test_validation_error(self):
        error = errors.ValidationError({'b': 'bad', 'a': 'missing'})
        self.assertEqual(error.fields(), ['a', 'b'])


class RoutingTest(unittest.TestCase):
    def setUp(self):
        self.router = Router()
        self.router.include('/', [
            ('home', '', lambda request: 'home'),
            ('item', 'item/<int:number>', lambda request, number: number + 1),
            ('page', 'page/<name>/<int:n>', self.page, ['POST'])])

    def page(self, request, name, n):
        raise KeyError, str(name)

    def dispatch(self, path, method='GET'):
        return self.router.dispatch(message.Request({'PATH_INFO': path, 'REQUEST_METHOD': method}))

    def test_dispatch(self):
        self.assertEqual(self.dispatch('/'), 'home')
        self.assertEqual(self.dispatch('/item/41'), 42)

    def test_not_found(self):
        for path in '/item/x', '/item', '/item/1/':
            self.assertEqual(self.dispatch(path).status, '404 Not Found')
        self.assertEqual(self.dispatch('/page/a/1').status, '405 Method Not Allowed')

    def test_broken_view(self):
        from core.routing import log
        log.stream = StringIO()
        try:
            self.assertEqual(self.dispatch('/page/a/1', 'POST').status[:3], '500')
            self.assertTrue("KeyError: 'a'" in log.stream.getvalue())
            self.assertTrue('/page/a/1 failed' in log.stream.getvalue())
        finally:
            log.stream = None

    def test_build(self):
        self.assertEqual(self.router.url_for('page', name='x', n=3), '/page/x/3')

    def test_cannot_build(self):
        for name in 'page', 'other':
            try:
                self.router.url_for(name, n=3)
            except KeyError, e:
                self.assertTrue(e.args[0] in ('missing in /page/<name>/<int:n>: name',
                                              'no route other, only home, item, page'))
            else:
                self.fail(name)

    def test_names_are_unique(self):
        self.assertRaises(errors.ConfigError, self.router.add, 'home', '/x', None)


class LogTest(unittest.TestCase):
    def test_levels_and_summary(self):
        log = Log('test', stream=StringIO())
        log.debug('quiet')
        log.info('one')
        log.error('two')
        log.info('three')
        self.assertEqual(log.stream.getvalue(), '[test] info: one\n[test] error: two\n[test] info: three\n')
        self.assertEqual(log.summary(), '1 debug, 2 info, 1 error')

    def test_exception(self):
        log = Log('test', stream=StringIO())
        try:
            raise ValueError, 'boom'
        except ValueError:
            log.exception('failed', sys.exc_info())
        lines = log.stream.getvalue().splitlines()
        self.assertEqual((lines[0], lines[-1]), ('[test] error: failed', 'ValueError: boom'))


class TemplateTest(unittest.TestCase):
    def render(self, source, **context):
        return Template(source).render(**context)

    def test_escapes(self):
        self.assertEqual(self.render(u'<b>{{ x }}</b>', x=u'<"&'), u'<b>&lt;&quot;&amp;</b>')
        self.assertEqual(self.render(u'{{ x }}{{ y }}', x=Markup(u'<br>'), y=None), u'<br>')

    def test_loops_and_conditions(self):
        source = u'{% for n in numbers %}{% if n % 2 %}{{ n }},{% else %}-{% end %}{% end %}'
        self.assertEqual(self.render(source, numbers=[1, 2, 3L]), u'1,-3,')

    def test_keeps_text(self):
        self.assertEqual(self.render(u'é "x" \\n {{ 1 }}\n'), u'é "x" \\n 1\n')

    def test_mistakes(self):
        for source in u'{% end %}', u'{% if 1 %}', u'{% while 1 %}', u'{{ missing }}':
            self.assertRaises(TemplateError, self.render, source)


class PaginationTest(unittest.TestCase):
    def test_pages(self):
        for count, pages in (0, 1), (1, 1), (10, 1), (11, 2), (95, 10):
            self.assertEqual(Paginator([0] * count).pages(), pages)

    def test_visible(self):
        pager = Paginator([n for n in xrange(25)], 3)
        self.assertEqual(pager.visible(), [20, 21, 22, 23, 24])
        self.assertFalse(pager.has_next())
        self.assertEqual(Paginator('abc', 99, 2).visible(), ['c'])

    def test_window(self):
        self.assertEqual(Paginator([0] * 100, 5).window(), [3, 4, 5, 6, 7])
        self.assertEqual(Paginator([0] * 30).window(), [1, 2, 3])
        self.assertEqual(Paginator([0] * 30).numbers(), ['1', '2', '3'])

    def test_next(self):
        # as in category.html; no code calls it
        source = u'{% if pager.has_next() %}{{ pager.next() }}{% end %}'
        self.assertEqual(Template(source).render(pager=Paginator([0] * 30, 2)), u'3')

    def test_columns(self):
        self.assertEqual(columns([1, 2, 3, 4, 5], 2), [[1, 2, 3], [4, 5]])
