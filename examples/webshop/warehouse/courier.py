"""Asks the courier where a parcel is."""
import socket
import sys
try:
    from urllib.request import urlopen
except ImportError:
    from urllib2 import urlopen

from labels import tracking_link

STEPS = ['announced', 'collected', 'in transit', 'delivered']


class CourierError(Exception):
    pass


class Courier(object):
    def __init__(self, opener=urlopen):
        self.opener = opener
        self.known = {}

    def status(self, number):
        """Position in STEPS.  The answer looks like "parcel=1;step=2"."""
        try:
            text = self.opener(tracking_link(number)).read().decode('ascii')
        except (IOError, socket.timeout), e:
            raise CourierError, 'courier: %s' % e, sys.exc_info()[2]
        fields = dict([part.split('=', 1) for part in text.split(';')])
        if not fields.has_key('step'):
            raise CourierError('answer makes no sense')
        self.known[int(number)] = int(fields['step'])
        return int(fields['step'])

    def overview(self):
        """How many parcels are at each step, in the order of STEPS."""
        counts = [0 for step in STEPS]
        for step in self.known.itervalues():
            counts[step] += 1
        return zip(STEPS, counts)

    def progress(self):
        """Mean progress in per cent."""
        if not self.known.keys():
            return 0
        reached = int(sum(self.known.values()))
        return 100 * reached / (len(self.known) * (len(STEPS) - 1))
