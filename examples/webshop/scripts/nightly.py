#!/usr/bin/env python
"""Everything that cron does at night; jobs are the functions job_*.

usage: nightly.py [-v] [job ...]
"""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))

from orders import report
from payments.statement import monthly
from warehouse import stock


def job_capture(site):
    done, failed = site.processor.capture_all()
    print 'captured %d, failed %d' % (done, failed)
    return failed == 0


def job_states(site):
    report.print_states()
    return True


def job_statement(site):
    print monthly().text()
    return True


def job_stock(site):
    snapshot = stock.Snapshot(stock.inventory())
    for line in snapshot.lines():
        print line
    return len(snapshot.numbers) > 0


def jobs():
    """Name -> function."""
    found = {}
    for name, value in globals().items():
        if name.startswith('job_'):
            found[name[4:]] = value
    return found


class Nightly(object):
    def __init__(self, site, verbose=False, clock=time.time):
        self.site = site
        self.verbose = verbose
        self.clock = clock
        self.results = {}

    def run(self, *names):
        known = jobs()
        for name in names or sorted(known.keys()):
            if not known.has_key(name):
                print >>sys.stderr, 'no job %s' % name
                self.results[name] = False
                continue
            start = self.clock()
            try:
                self.results[name] = known[name](self.site)
            except (KeyboardInterrupt, SystemExit):
                raise
            except Exception, e:
                print >>sys.stderr, '%s: %s: %s' % (name, e.__class__.__name__, e)
                self.results[name] = False
            if self.verbose:
                print >>sys.stderr, name, 'took', int(self.clock() - start), 's'
        bad = filter(lambda (name, ok): not ok, self.results.items())
        return len(bad)

    def summary(self):
        pairs = self.results.items()
        pairs.sort()
        return ', '.join(['%s: %s' % (name, ok and 'ok' or 'FAILED')
                          for name, ok in pairs])


if __name__ == '__main__':
    from shop import Shop
    arguments = sys.argv[1:]
    verbose = '-v' in arguments
    if verbose:
        arguments.remove('-v')
    sys.exit(Nightly(Shop(), verbose).run(*arguments) <> 0)
