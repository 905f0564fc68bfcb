"""Runs payments through their gateways."""
import sys

from core import signals
from core.log import get_log
import gateways
from gateways import invoice as invoice_gateway
from models import Payment

log = get_log('payments')


class PaymentFailed(Exception):
    """For the shop; keeps the trace of what the gateway raised."""


class Processor(object):
    def __init__(self, retries=2):
        self.retries = int(retries)
        self.gateways = {}
        self.attempts = 0

    def gateway(self, name):
        if not self.gateways.has_key(name):
            self.gateways[name] = gateways.find(name)
        return self.gateways[name]

    def only_gateway(self):
        """Name of the gateway in use if there is just one."""
        if len(self.gateways) <> 1:
            return None
        return self.gateways.keys()[0]

    def _try(self, gateway, amount, token):
        last = None
        for attempt in xrange(self.retries + 1):
            self.attempts += 1
            try:
                return gateway.authorize(amount, token)
            except gateways.GatewayError, e:
                last = sys.exc_info()
                if e.code <> 0:      # a real answer, asking again is no use
                    break
        raise PaymentFailed, str(last[1]), last[2]

    def authorize(self, order_number, amount, name, token):
        gateway = self.gateway(name)
        payment = Payment(order_number=order_number, amount=amount,
                          gateway=name, fee=gateway.fee(amount)).save()
        try:
            payment.reference = unicode(self._try(gateway, amount, token))
        except PaymentFailed, e:
            payment.error = unicode(e)
            payment.change('failed')
            log.error('order %d: %s' % (order_number, e))
            raise
        signals.send('payment authorized', payment=payment)
        return payment.change('authorized')

    def capture(self, payment):
        if payment.state <> 'authorized':
            raise PaymentFailed, 'payment %d is %s' % (payment.id, payment.state)
        try:
            self.gateway(payment.gateway).capture(payment.reference, payment.amount)
        except gateways.GatewayError:
            kind, value, tb = sys.exc_info()
            raise PaymentFailed, PaymentFailed('capture: %s' % value), tb
        return payment.change('captured')

    def capture_all(self):
        """Captures what is authorized; returns the numbers of both kinds."""
        done, failed = [], []
        for payment in list(Payment.select().filter(state='authorized')):
            try:
                done.append(self.capture(payment).id)
            except PaymentFailed, e:
                failed.append(payment.id)
        return len(done), len(failed)


def may_use_invoice(amount, paid_orders):
    """Invoice is for small sums, or for customers whom we know."""
    return amount <= invoice_gateway.LIMIT or paid_orders >= 3
