#!/usr/bin/env python
"""Import supplier lists: import_products.py FILE ..."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))

from catalog.importer import import_file
from core import orm


def main(paths):
    if not paths:
        print >>sys.stderr, __doc__
        return 2
    total = rejected = 0L
    for path in paths:
        try:
            importer = import_file(path)
        except IOError, (number, reason):
            print >>sys.stderr, 'cannot read %s: %s' % (os.path.basename(path), reason)
            return 1
        total += importer.counts['new'] + importer.counts['changed']
        rejected += len(importer.rejected)
        print os.path.basename(path) + ':',
        print importer.counts['new'], 'new,', importer.counts['changed'], 'changed'
    orm.commit()
    print ("%d products, %d rejected") % (total, rejected)
    return 0


if __name__ == '__main__':
    from shop import Shop
    Shop()
    sys.exit(main(sys.argv[1:]))
