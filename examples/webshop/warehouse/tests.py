import datetime
import io
import os
import stat
import unittest

from core import signals
from core.testing import DatabaseTestCase, FolderTestCase
import calendar, courier
import labels, picking, stock


class StockTest(DatabaseTestCase):
    def setUp(self):
        DatabaseTestCase.setUp(self)
        stock.receive('A', 10, 'B-07')

    def test_reserve_and_ship(self):
        stock.reserve('A', 4)
        self.assertEqual(stock.item('A').available(), 6)
        stock.release('A', 1)
        stock.ship('A', 3)
        entry = stock.item('A')
        self.assertEqual((entry.quantity, entry.reserved), (7, 0))
        self.assertRaises(ValueError, stock.ship, 'A', 1)

    def test_out_of_stock(self):
        try:
            stock.reserve('A', 11)
        except stock.OutOfStock, e:
            self.assertEqual(e.args, ('A', 11, 10))
        self.assertRaises(stock.OutOfStock, stock.reserve, 'B', 1)

    def test_truth(self):
        self.assertTrue(stock.item('A'))
        self.assertFalse(stock.item('B'))

    def test_receive_nonsense(self):
        for quantity in 0, -1L, '3':
            self.assertRaises(ValueError, stock.receive, 'A', quantity)

    def test_signal(self):
        entry = stock.item('A')
        entry.minimum = 8
        entry.save()
        low = []
        receiver = signals.connect('stock low', lambda item: low.append(str(item.sku)))
        for quantity in 2, 1:
            stock.reserve('A', quantity)
        signals.disconnect('stock low', receiver)
        self.assertEqual(low, ['A'])


class SnapshotTest(unittest.TestCase):
    def setUp(self):
        self.before = stock.Snapshot({'A': 3, 'B': 0, 'C': 5})
        self.after = stock.Snapshot({'A': 1, 'B': 0, 'C': 3, 'D': 4})

    def test_in_stock(self):
        self.assertTrue(self.before.has_key('A'))
        self.assertFalse(self.before.has_key('B'))
        self.assertEqual(self.before.lines(), ['A=3', 'C=5'])

    def test_changes(self):
        self.assertEqual(self.before.changes(self.after), [('A', -2), ('C', -2), ('D', 4)])

    def test_turnover(self):
        self.assertEqual(stock.turnover(25, 20), 12)
        self.assertEqual(stock.turnover(25, 0), 0)


class CalendarTest(unittest.TestCase):
    def test_delivery(self):
        thursday = datetime.date(2010, 4, 29)
        self.assertEqual(calendar.delivery_day(thursday), datetime.date(2010, 5, 3))
        self.assertEqual(picking.promise(thursday, 30), datetime.date(2010, 5, 4))

    def test_working_days(self):
        days = calendar.WorkingDays(datetime.date(2010, 12, 22))
        self.assertEqual([iter(days).next().day for i in xrange(4)], [23, 24, 27, 28])
        first, second = zip(calendar.WorkingDays(datetime.date(2010, 3, 1)), [0, 0])
        self.assertEqual(second[0].day, 3)

    def test_weeks(self):
        self.assertEqual(calendar.weeks(datetime.date(2010, 1, 1), datetime.date(2010, 1, 20)), 2)


class PickingTest(DatabaseTestCase):
    def setUp(self):
        DatabaseTestCase.setUp(self)
        for sku, shelf in ('A', 'B-10'), ('B', 'B-07'), ('C', 'A-99'):
            stock.receive(sku, 1, shelf)
        self.list = picking.PickList(1, [('A', 1), ('B', 1), ('C', 1)])

    def test_route(self):
        self.assertEqual([str(sku) for sku in self.list.route()], ['C', 'B', 'A'])

    def test_open(self):
        self.assertTrue(self.list)
        self.list.pick('B')
        self.assertEqual(self.list.open(), ['A', 'C'])
        map(self.list.pick, ['A', 'C'])
        self.assertFalse(self.list)

    def test_hall(self):
        hall = picking.Hall(3)
        for number in xrange(20):
            hall.put(picking.PickList(number, [('A', 1)]))
        self.assertEqual(hall.run(), 20)
        self.assertEqual(hall.numbers(), [n for n in xrange(20)])


class LabelTest(FolderTestCase):
    def setUp(self):
        FolderTestCase.setUp(self)
        self.label = labels.Label('Anna', 'A street with a name that is too long', 'Munster', 400638133393L)

    def test_lines(self):
        lines = self.label.lines()
        self.assertEqual(lines[1], 'A street with a name that is ...')
        self.assertEqual(lines[3:], ['-' * 32, 'No. 400638133393'])

    def test_barcode(self):
        self.assertEqual(self.label.barcode(), '*4006381333931*')

    def test_write(self):
        path = os.path.join(self.folder, 'labels.txt')
        self.assertEqual(labels.write([self.label, self.label], path), 2)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0660)
        written = open(path)
        self.assertEqual(written.read().splitlines(), (self.label.lines() + ['']) * 2)
        written.close()

    def test_pages(self):
        self.assertEqual([labels.pages('x' * n) for n in 0, 1, 8, 9], [0, 1, 1, 2])


class CourierTest(unittest.TestCase):
    def courier(self, *answers):
        answers = iter(answers)
        self.urls = []

        def urlopen(url):
            self.urls.append(url)
            return io.BytesIO(next(answers))
        return courier.Courier(urlopen)

    def test_status(self):
        asked = self.courier(b'parcel=1;step=2')
        self.assertEqual(asked.status(1), 2)
        self.assertEqual(self.urls, ['http://track.example.com/?parcel=1'])

    def test_overview(self):
        asked = self.courier(b'step=3', b'step=1', b'step=3')
        self.assertEqual(asked.progress(), 0)
        for number in 1, 2, 3:
            asked.status(number)
        self.assertEqual(asked.overview(), [('announced', 0), ('collected', 1), ('in transit', 0), ('delivered', 2)])
        self.assertEqual(asked.progress(), 77)

    def test_errors(self):
        self.assertRaises(courier.CourierError, self.courier(b'a=b').status, 1)

        def broken(url):
            raise IOError, 'gone'
        self.assertRaises(courier.CourierError, courier.Courier(broken).status, 1)
