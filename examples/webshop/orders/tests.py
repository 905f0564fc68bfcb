# -*- coding: utf-8 -*-
from __future__ import with_statement

import datetime
import io
import os
import stat
import unittest
from StringIO import StringIO

from catalog.models import Category, Product
from core.testing import Client, DatabaseTestCase, FolderTestCase, Output
from payments.models import Payment
from warehouse import stock
import mails, pricing
from cart import Cart, CartError
from checkout import Checkout, CheckoutFailed
from models import CANCELLED, OPEN, PAID, SENT, Order, OrderLine, next_number
import report


class PricingTest(unittest.TestCase):
    def test_vat(self):
        self.assertEqual(pricing.vat_included(11900), 1900)
        self.assertEqual(pricing.vat_included(100), 16)
        self.assertEqual(pricing.vat_included(1070, 'reduced'), 70)
        self.assertRaises(KeyError, pricing.vat_included, 100, 'none')

    def test_discount(self):
        self.assertEqual([pricing.discount(n, 10) for n in 100, 101, 110], [10, 11, 11])

    def test_split(self):
        self.assertEqual(pricing.split(100, 3), [34, 33, 33])
        for parts in 1, 2, 7:
            self.assertEqual(sum(pricing.split(1001, parts)), 1001)

    def test_shipping(self):
        cases = (500, 390), (1000, 390), (1001, 590), (20000, 990), (20001, 1980), (40001, 2970)
        for weight, rate in cases:
            self.assertEqual(pricing.shipping(weight, 100), rate)
        self.assertEqual(pricing.shipping(99999, 10000), 0)

    def test_offers(self):
        offers = [('spring', 5, 0), ('bulk', 20, 50000), ('regular', 10, 1000)]
        self.assertEqual(pricing.best_discount(2000, offers), ('regular', 200))
        self.assertEqual(pricing.best_discount(500, offers), ('spring', 25))
        self.assertEqual(pricing.best_discount(500, []), None)

    def test_total_and_average(self):
        self.assertEqual(pricing.total([(2, 150), (1, 99)]), 399)
        self.assertEqual(pricing.average([1, 2]), 1.5)
        self.assertEqual(pricing.average([]), 0.0)


class ShopTestCase(DatabaseTestCase):
    """Two products, stock for them, and a cart."""

    def setUp(self):
        DatabaseTestCase.setUp(self)
        for sku, name, price in ('R1', u'Rake', 1250), ('S1', u'Gießkanne', 2000):
            Product(sku=sku, name=name, price=price, weight=900, category=1).save()
            stock.receive(sku, 5)
        self.cart = Cart({})


class CartTest(ShopTestCase):
    def test_add(self):
        self.assertFalse(self.cart)
        self.cart.add('S1')
        self.cart.add('R1', 2L)
        self.assertTrue(self.cart)
        self.assertEqual(len(self.cart), 3)
        self.assertEqual([(str(line.product.sku), line.amount()) for line in self.cart],
                         [('R1', 2500), ('S1', 2000)])
        self.assertEqual(self.cart.first().quantity, 2)
        self.assertEqual(self.cart.session['cart'], {'R1': 2, 'S1': 1})

    def test_totals(self):
        self.cart.add('R1', 2)
        self.assertEqual((self.cart.weight(), self.cart.subtotal(), self.cart.total()), (1800, 2500, 3090))

    def test_refused(self):
        for sku, quantity in ('X', 1), ('R1', 0), ('R1', 100), ('R1', '2'):
            try:
                self.cart.add(sku, quantity)
            except CartError, e:
                self.assertEqual(e.sku, sku)
            else:
                self.fail('added')
        self.assertEqual(str(CartError('X')), 'X: cannot be ordered')

    def test_remove_and_clean(self):
        self.cart.quantities = {'R1': 0, 'S1': 2, 'X': -1}
        self.cart.clean()
        self.assertEqual(self.cart.quantities, {'S1': 2})
        self.cart.remove('S1')
        self.cart.remove('S1')
        self.assertFalse(self.cart)
        self.assertRaises(StopIteration, self.cart.first)

    def test_forgets_what_is_gone(self):
        self.assertEqual(list(Cart({'cart': {'GONE': 1}})), [])


class Site(object):
    """As much of the site as a checkout needs."""

    def __init__(self):
        from payments.processor import Processor
        self.processor = Processor()
        self.outbox = []


class CheckoutTest(ShopTestCase):
    def setUp(self):
        ShopTestCase.setUp(self)
        from accounts.models import Customer
        self.customer = Customer(name='Anna', email='a@example.com').save()
        self.site = Site()

    def run_checkout(self, token='ok'):
        return Checkout(self.site).run(self.customer, self.cart, 'dummy', token, '2010-03-31')

    def test_order(self):
        self.cart.add('R1', 2)
        order = self.run_checkout()
        self.assertEqual((order.number, order.state, order.total), (100000, PAID, 3090))
        self.assertEqual([line.amount() for line in order.lines()], [2500])
        self.assertEqual(stock.item('R1').available(), 3)
        self.assertEqual(Payment.get(order_number=order.number).amount, 3090)
        self.assertFalse(self.cart)
        self.assertEqual(next_number(), 100001)
        self.assertEqual(self.site.outbox[0]['to'], u'a@example.com')

    def test_empty(self):
        self.assertRaises(CheckoutFailed, self.run_checkout)

    def test_out_of_stock(self):
        self.cart.add('R1', 5)
        self.cart.add('S1', 6)
        try:
            self.run_checkout()
        except CheckoutFailed, e:
            self.assertEqual(str(e), 'S1: 6 wanted, 5 left')
        self.assertEqual(stock.item('R1').available(), 5)
        self.assertEqual(len(Order.select()), 0)

    def test_payment_fails(self):
        self.cart.add('R1')
        self.assertRaises(CheckoutFailed, self.run_checkout, 'declined')
        self.assertEqual(Order.get(number=100000).state, CANCELLED)
        self.assertEqual(stock.item('R1').available(), 5)
        self.assertTrue(self.cart)

    def test_states(self):
        order = Order(number=1)
        self.assertEqual(order.state, OPEN)
        self.assertRaises(ValueError, order.change, SENT)
        order.change(PAID)
        order.change(SENT)
        self.assertRaises(ValueError, order.change, OPEN)


class MailTest(ShopTestCase):
    def mail(self):
        from accounts.models import Customer
        order = Order(number=7, total=1234).save()
        OrderLine(order_number=7, sku='S1', name=u'Gießkanne', quantity=2).save()
        return mails.confirmation(Customer(email='a@example.com'), order)

    def test_spool(self):
        path = mails.spool(self.mail(), self.folder, 7)
        self.assertEqual(os.path.basename(path), '000007.txt')
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0640)
        data = io.open(path, 'rb').read()
        self.assertTrue(u'2 x Gießkanne'.encode('latin-1') in data)
        self.assertTrue(u'Schöne Grüße'.encode('latin-1') in data)
        self.assertTrue(data.startswith(b'subject: Ihre Bestellung f\xfcr 2 Artikel\nto: a@'))

    def test_card(self):
        path = os.path.join(self.folder, 'card.txt')
        mails.greeting_card(path)
        card = open(path)
        self.assertEqual(card.read(), mails.GREETING + '\n')
        card.close()

    def test_message(self):
        text = mails.as_message(self.mail()).as_string()
        self.assertTrue('To: a@example.com\n' in text)


class ReportTest(DatabaseTestCase):
    def setUp(self):
        DatabaseTestCase.setUp(self)
        for day, total in ('2010-03-02', 3000), ('2010-03-01', 500), ('2010-03-02', 1000), ('2010-03-01', 3500L):
            Order(number=next_number(), day=day, total=total, state=PAID).save()
        Order(number=1, day='2010-03-01', total=9999, state=CANCELLED).save()
        self.out = StringIO()
        self.report = report.Report(Order.select().order_by('id'), self.out)

    def test_by_day(self):
        self.assertEqual(self.report.by_day(), [('2010-03-01', 2, 4000), ('2010-03-02', 2, 4000)])
        self.assertEqual(self.report.best_day(), '2010-03-01')
        self.assertEqual(report.Report([], self.out).best_day(), None)

    def test_median(self):
        self.assertEqual(self.report.median(), 3000)

    def test_write(self):
        self.report.write()
        lines = self.out.getvalue().splitlines()
        self.assertEqual(lines[2], '2010-03-01     2         4000')
        self.assertEqual(lines[-2:], ['', 'average: 2000.00'])

    def test_histogram(self):
        self.report.histogram(10)
        self.assertEqual(self.out.getvalue().split(), ['2010-03-01', '##########', '2010-03-02', '##########'])

    def test_states(self):
        with Output('stdout') as out:
            report.print_states()
        self.assertEqual([line.split() for line in out.lines()],
                         [['orders', 'by', 'state:'], ['cancelled', '1'], ['paid', '4'], []])


class PagesTest(FolderTestCase):
    def setUp(self):
        FolderTestCase.setUp(self)
        from shop import Shop
        self.client = Client(Shop(folder=self.folder))
        tools = Category(name=u'Tools').save()
        for number in xrange(12):
            Product(sku='R%d' % number, name=u'Rake <%d>' % number, price=999, category=tools.id).save()
            stock.receive('R%d' % number, 3)

    def test_catalog(self):
        self.assertTrue(u'<li>Tools</li>' in self.client.get('/'))
        self.assertTrue(u'?page=2' in self.client.get('/category/1'))
        page = self.client.get('/category/1', page=2)
        self.assertEqual((page.count(u'<li>'), u'?page=' in page), (2, False))
        self.assertTrue(u'9.99 €' in self.client.get('/product/R3'))
        self.assertTrue(u'Rake &lt;3&gt;' in self.client.get('/search', q='rake 3'))
        for path in '/category/9', '/product/nothing', '/nowhere':
            self.client.get(path)
            self.assertEqual(self.client.status, 404)

    def test_order(self):
        self.client.post('/register', email='a@example.com', password='Secret123', name='Anna')
        self.client.post('/cart/add', sku='R3', quantity=2)
        self.assertTrue(u'2 x Rake' in self.client.get('/cart'))
        self.client.post('/checkout', token='expired')
        self.assertEqual(self.client.status, 409)
        self.client.post('/checkout', token='ok')
        self.assertEqual(self.client.headers['Location'], '/order/100001')
        self.assertTrue(u'paid' in self.client.get('/order/100001'))
        self.assertTrue(u'Total 3.90' in self.client.get('/cart'))

    def test_bad_requests(self):
        for fields in {}, {'sku': 'nothing'}:
            self.client.post('/cart/add', **fields)
            self.assertEqual(self.client.status, 400)
        self.client.get('/cart/add')
        self.assertEqual(self.client.status, 405)
