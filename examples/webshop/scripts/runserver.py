#!/usr/bin/env python
"""Development server.  Production runs under mod_wsgi, see README.txt."""
import BaseHTTPServer
import os
import sys
from SocketServer import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    """Logs errors only."""

    def log_request(self, code='-', size='-'):
        if str(code)[:1] in '45':
            WSGIRequestHandler.log_request(self, code, size)


def status_text(code):
    """'404 Not Found', from the table of the library."""
    return '%d %s' % (code, BaseHTTPServer.BaseHTTPRequestHandler.responses[code][0])


def parse_address(text, port=8000):
    if ':' in text:
        host, number = text.split(':')
        return host, int(number)
    return text or '127.0.0.1', port


def serve(application, address):
    server = Server(address, QuietHandler)
    server.set_application(application)
    print >>sys.stderr, 'http://%s:%d/' % address
    server.serve_forever()


if __name__ == '__main__':
    from shop import Shop
    serve(Shop(), parse_address(''.join(sys.argv[1:2])))
