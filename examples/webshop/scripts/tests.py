"""Tests of the scripts; they need Python 2.5 at least."""
from __future__ import with_statement

import os

from core.testing import DatabaseTestCase, Output
from accounts.models import Customer
from catalog.models import Product
from orders.models import PAID, Order
from payments.processor import Processor
from warehouse import stock
from scripts import create_admin, import_products, nightly, runserver


class Site(object):
    def __init__(self):
        self.processor = Processor()


class NightlyTest(DatabaseTestCase):
    def setUp(self):
        DatabaseTestCase.setUp(self)
        times = iter([10, 13, 20, 21, 30, 30, 40, 45])
        self.nightly = nightly.Nightly(Site(), clock=lambda: times.next())

    def run_jobs(self, *names):
        with Output('stdout') as self.out:
            with Output('stderr') as self.err:
                return self.nightly.run(*names)

    def test_all(self):
        Order(number=1, state=PAID).save()
        self.nightly.site.processor.authorize(1, 500, 'dummy', 'ok')
        stock.receive('A', 2)
        self.assertEqual(self.run_jobs(), 0)
        self.assertEqual(self.nightly.summary(), 'capture: ok, statement: ok, states: ok, stock: ok')
        self.assertEqual((self.out.lines()[0], self.out.lines()[-1]), ('captured 1, failed 0', 'A=2'))

    def test_failures(self):
        self.assertEqual(self.run_jobs('stock', 'cleanup'), 2)
        self.assertEqual(self.err.lines(), ['no job cleanup'])
        self.nightly.site = None
        self.assertEqual(self.run_jobs('capture'), 3)
        self.assertTrue(self.err.lines()[0].startswith('capture: AttributeError: '))

    def test_verbose(self):
        self.nightly.verbose = True
        self.run_jobs('states')
        self.assertEqual(self.err.lines(), ['states took 3 s'])
        self.assertEqual(self.out.lines(), ['orders by state:', '(none cancelled)', ''])


class CreateAdminTest(DatabaseTestCase):
    def answer(self, *lines):
        with Output('stdin', '\n'.join(lines) + '\n'):
            with Output('stdout') as self.out:
                with Output('stderr') as self.err:
                    return create_admin.main()

    def test_create(self):
        self.assertEqual(self.answer('', 'root@example.com', '', 'secret'), 0)
        customer = Customer.get(email='root@example.com')
        self.assertEqual((customer.name, customer.is_admin), (u'root', True))
        self.assertEqual(self.out.lines()[:2], ['New administrator', ''])
        self.assertTrue(self.out.lines()[-1].endswith('created number 1'))

    def test_twice(self):
        for result in 0, 1:
            self.assertEqual(self.answer('root@example.com', 'Root', 'secret'), result)
        self.assertEqual(self.err.lines(), ['email is registered already'])

    def test_yes_or_no(self):
        self.assertTrue(create_admin.yes_or_no('sure?', lambda text: 'Yes'))
        with Output('stdin', 'no\n'):
            with Output('stdout'):
                self.assertFalse(create_admin.yes_or_no('sure?'))


class ImportTest(DatabaseTestCase):
    def run_import(self, *paths):
        with Output('stdout') as self.out:
            with Output('stderr') as self.err:
                return import_products.main(list(paths))

    def test_import(self):
        path = os.path.join(self.folder, 'list.csv')
        with open(path, 'w') as out:
            print >>out, 'sku,name,price,weight,category'
            print >>out, 'R1,Rake,12.50,900,Tools'
            print >>out, 'R2,Rake'
        self.assertEqual(self.run_import(path), 0)
        self.assertEqual(self.out.lines(), ['list.csv: 1 new, 0 changed', '1 products, 1 rejected'])
        self.assertEqual(self.err.lines(), ['line 3: 2 columns'])
        self.assertEqual(Product.get(sku='R1').price, 1250)

    def test_mistakes(self):
        self.assertEqual(self.run_import(), 2)
        self.assertEqual(self.run_import(os.path.join(self.folder, 'no.csv')), 1)
        self.assertEqual(self.err.lines(), ['cannot read no.csv: No such file or directory'])


class ServerTest(DatabaseTestCase):
    def test_address(self):
        self.assertEqual(runserver.parse_address(''), ('127.0.0.1', 8000))
        self.assertEqual(runserver.parse_address('shop'), ('shop', 8000))
        self.assertEqual(runserver.parse_address('0.0.0.0:80'), ('0.0.0.0', 80))

    def test_status_text(self):
        self.assertEqual(runserver.status_text(404), '404 Not Found')
