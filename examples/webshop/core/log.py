"""Log lines for people who tail -f.

The logging module was too slow for us in 2008 (TODO(jwagner): measure again).
"""
import sys
import traceback
try:
    from cStringIO import StringIO
except ImportError:
    from StringIO import StringIO

DEBUG, INFO, ERROR = range(3)
_names = {DEBUG: 'debug', INFO: 'info', ERROR: 'error'}
_logs = {}


class Log(object):
    def __init__(self, name, level=INFO, stream=None):
        self.name = name
        self.level = level
        self.stream = stream
        self.counts = {}

    def write(self, level, text):
        self.counts[level] = self.counts.get(level, 0) + 1
        if level < self.level:
            return
        stream = self.stream or sys.stderr
        print >>stream, '[%s] %s: %s' % (self.name, _names[level], text)

    def debug(self, text):
        self.write(DEBUG, text)

    def info(self, text):
        self.write(INFO, text)

    def error(self, text):
        self.write(ERROR, text)

    def exception(self, text, (kind, value, tb)):
        """Log what sys.exc_info() says, the trace on lines of its own."""
        buf = StringIO()
        print >>buf, text
        traceback.print_exception(kind, value, tb, None, buf)
        self.error(buf.getvalue().rstrip())

    def summary(self):
        levels = self.counts.keys()
        levels.sort()
        return ', '.join(['%d %s' % (self.counts[n], _names[n])
                          for n in levels])


def get_log(name):
    if not _logs.has_key(name):
        _logs[name] = Log(name)
    return _logs[name]


def redirect_all(stream):
    """Send every log to one stream; None is stderr."""
    for log in _logs.itervalues():
        log.stream = stream
