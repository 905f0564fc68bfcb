import io
import sys
import traceback
import unittest
import urllib2
from xmlrpclib import Fault

from core import signals
from core.testing import DatabaseTestCase
import cards, gateways
from gateways import base, invoice, remote
from models import Payment
from processor import PaymentFailed, Processor, may_use_invoice
from statement import Statement, monthly


class CardsTest(unittest.TestCase):
    def test_luhn(self):
        self.assertTrue(cards.luhn('4111 1111 1111 1111'))
        self.assertFalse(cards.luhn('4111 1111 1111 1112'))

    def test_valid(self):
        for number in '4111-1111-1111-1111', 378282246310005, 5500005555555559L:
            self.assertTrue(cards.valid(number), number)
        for number in '', '42', 4111111111111112L, '6011111111111117':
            self.assertFalse(cards.valid(number), number)

    def test_kind_and_mask(self):
        self.assertEqual(cards.kind('55 00'), 'mastercard')
        self.assertEqual(cards.kind('9'), None)
        self.assertEqual(cards.mask('4111 1111 1111 1234'), 'XXXXXXXXXXXX1234')
        self.assertEqual(cards.digits(4111L), [4, 1, 1, 1])


class GatewayTest(unittest.TestCase):
    def test_registered(self):
        self.assertEqual(base.names(), ['card', 'dummy', 'invoice'])
        self.assertEqual(gateways.find('card').name, 'card')
        self.assertRaises(gateways.GatewayError, gateways.find, 'cash')
        self.assertRaises(NotImplementedError, base.Gateway().capture, 'x', 1)

    def test_fee(self):
        gateway = gateways.find('dummy')
        self.assertEqual([gateway.fee(n) for n in 0, 1, 1000, 1001], [10, 11, 25, 26])

    def test_dummy(self):
        gateway = gateways.find('dummy')
        reference = gateway.authorize(500, 'ok')
        self.assertEqual(gateway.open_references(), [reference])
        self.assertTrue(gateway.capture(reference, 500))
        self.assertEqual(gateway.open_references(), [])
        self.assertRaises(gateways.GatewayError, gateway.capture, reference, 1)
        self.assertRaises(gateways.GatewayError, gateway.capture, 'X', 1)

    def test_reminder(self):
        self.assertEqual([invoice.reminder(n) for n in 0, 14, 30, 99], [0, 1, 2, 3])
        self.assertTrue(may_use_invoice(50000, 0) and may_use_invoice(50001, 3))
        self.assertFalse(may_use_invoice(50001, 2))


class FakeServer(object):
    """Stands for the XML-RPC proxy."""

    def __init__(self, error=None):
        self.error = error
        self.invoices = self

    def reserve(self, amount, token):
        if self.error is not None:
            raise self.error
        return '%s-%d' % (token, amount)

    def write(self, reference, amount):
        return reference.endswith(`amount`)


class InvoiceTest(unittest.TestCase):
    def test_authorize(self):
        gateway = invoice.InvoiceGateway(FakeServer())
        self.assertEqual(gateway.authorize(100L, 'A'), 'A-100')
        self.assertTrue(gateway.capture('A-100', 100))
        self.assertRaises(gateways.GatewayError, gateway.authorize, 50001, 'A')

    def test_errors(self):
        for error, code in (Fault(7, 'unknown'), 7), (invoice.HTTPException('x'), 0):
            try:
                invoice.InvoiceGateway(FakeServer(error)).authorize(1, 'A')
            except gateways.GatewayError, e:
                self.assertEqual(e.code, code)
            else:
                self.fail(code)


class RemoteTest(unittest.TestCase):
    def setUp(self):
        self.requests = []

    def opener(self, answer):
        def urlopen(request):
            self.requests.append(request)
            if isinstance(answer, Exception):
                raise answer
            return io.BytesIO(answer)
        return urlopen

    def test_call(self):
        gateway = remote.CardGateway(self.opener(b'reference=R%201'))
        self.assertEqual(gateway.authorize(100, 'tok'), 'R 1')
        self.assertTrue(gateway.capture('R 1', 100))
        self.assertEqual(self.requests[0].data, b'action=auth&amount=100&token=tok')
        self.assertEqual(self.requests[0].get_header('User-agent'), 'kontor/1.4')

    def test_error(self):
        gateway = remote.CardGateway(self.opener(b'error=declined&code=51'))
        try:
            gateway.authorize(100, 'tok')
        except gateways.GatewayError, e:
            self.assertEqual((str(e), e.code), ('declined', 51))
        else:
            self.fail('no error')

    def test_no_connection(self):
        gateway = remote.CardGateway(self.opener(urllib2.URLError('refused')))
        self.assertRaises(gateways.GatewayError, gateway.authorize, 1, 'tok')


class ProcessorTest(DatabaseTestCase):
    def setUp(self):
        DatabaseTestCase.setUp(self)
        self.processor = Processor()

    def test_authorize_and_capture(self):
        sent = []
        receiver = signals.connect('payment authorized', lambda payment: sent.append(payment.amount))
        payment = self.processor.authorize(1, 2000, 'dummy', 'ok')
        signals.disconnect('payment authorized', receiver)
        self.assertEqual((payment.state, payment.fee, sent), (u'authorized', 40, [2000]))
        self.assertEqual(self.processor.capture(payment).state, u'captured')
        self.assertRaises(PaymentFailed, self.processor.capture, payment)

    def test_only_gateway(self):
        self.assertTrue(self.processor.only_gateway() is None)
        self.processor.gateway('dummy')
        self.assertEqual(self.processor.only_gateway(), 'dummy')
        self.processor.gateway('card')
        self.assertTrue(self.processor.only_gateway() is None)

    def test_declined(self):
        self.assertRaises(PaymentFailed, self.processor.authorize, 1, 2000, 'dummy', 'declined')
        payment = Payment.get(order_number=1)
        self.assertEqual((payment.state, payment.error), (u'failed', u'card is declined'))

    def test_retries(self):
        self.assertRaises(PaymentFailed, self.processor.authorize, 1, 1, 'dummy', 'declined')
        self.assertEqual(self.processor.attempts, 3)
        self.assertRaises(PaymentFailed, self.processor.authorize, 1, 1, 'dummy', 'x')
        self.assertEqual(self.processor.attempts, 4)

    def test_trace_is_the_gateways(self):
        try:
            self.processor.authorize(1, 1, 'dummy', 'stolen')
        except PaymentFailed:
            names = [entry[2] for entry in traceback.extract_tb(sys.exc_info()[2])]
            self.assertEqual(names[-2:], ['_try', 'authorize'])

    def test_capture_all(self):
        self.processor.authorize(1, 100, 'dummy', 'ok')
        bad = self.processor.authorize(2, 100, 'dummy', 'ok')
        bad.reference = u'unknown'
        bad.save()
        self.assertEqual(self.processor.capture_all(), (1, 1))
        self.assertRaises(PaymentFailed, self.processor.capture, bad)
        self.assertRaises(ValueError, bad.change, 'lost')


class StatementTest(DatabaseTestCase):
    def setUp(self):
        DatabaseTestCase.setUp(self)
        for name, amount in ('card', 1000), ('dummy', 2500), ('card', 501L):
            Payment(gateway=name, amount=amount, fee=5, state=u'captured').save()
        Payment(gateway='card', amount=9999, state=u'failed').save()
        self.statement = monthly()

    def test_sums(self):
        self.assertEqual(self.statement.sums, {'card': 1501, 'dummy': 2500})
        self.assertEqual(self.statement.total(), 4001 - 15)
        self.assertEqual(self.statement.biggest(), ['dummy', 'card'])

    def test_average_and_share(self):
        self.assertEqual(self.statement.average('card'), 750)
        self.assertEqual(self.statement.share('card'), '37.5')
        self.assertEqual(Statement([]).total(), 0)

    def test_text(self):
        lines = self.statement.text().splitlines()
        self.assertEqual(lines[0], 'Statement')
        self.assertEqual(lines[2].split(), ['dummy', '1', '2500', '5'])
        self.assertEqual(lines[-2:], ['', 'paid out: 3986'])
