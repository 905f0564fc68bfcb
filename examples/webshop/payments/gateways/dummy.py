"""Gateway for tests and demonstrations: the token decides what happens.

Edited on the Windows box of the accounting department, hence the line ends.
"""
from base import Gateway, GatewayError
import itertools

_numbers = itertools.count(1)

FAILURES = {'declined': 51, 'expired': 54, 'stolen': 43}


class DummyGateway(Gateway):
    name = 'dummy'
    fee_fixed = 10
    fee_rate = 15

    def __init__(self):
        self.authorized = {}
        self.log = []

    def authorize(self, amount, token):
        if FAILURES.has_key(token):
            raise GatewayError, 'card is %s' % token
        if token <> 'ok':
            raise GatewayError('unknown token ' + `token`, 99)
        reference = 'D%06d' % _numbers.next()
        self.authorized[reference] = long(amount)
        self.log.append(('authorize', reference))
        return reference

    def capture(self, reference, amount):
        try:
            left = self.authorized[reference]
        except KeyError, e:
            raise GatewayError, 'unknown reference %s' % e
        if amount > left:
            raise GatewayError, 'only %d left' % left
        self.authorized[reference] = left - amount
        self.log.append(('capture', reference))     # for the tests
        return True

    def open_references(self):
        refs = [ref for ref, left in self.authorized.iteritems() if left > 0L]
        refs.sort()
        return refs
