#!/usr/bin/env python
"""Run all tests: run_tests.py [-v].  Needs nothing but Python."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))


def main(arguments):
    sys.path.insert(0, HERE)
    suite = unittest.defaultTestLoader.discover(HERE, 'test*.py', HERE)
    verbosity = '-v' in arguments and 2 or 1
    result = unittest.TextTestRunner(verbosity=verbosity).run(suite)
    if not result.wasSuccessful():
        print >>sys.stderr, '%d of %d tests failed' % (
            len(result.failures) + len(result.errors), result.testsRun)
    return int(not result.wasSuccessful())


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
