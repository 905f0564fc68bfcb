"""Pick lists: a queue of orders, a few people with trolleys.

The people are threads here, for the simulation on the screen in the hall.
"""
import threading
from Queue import Empty, Queue

import calendar, stock


def shelf_key(shelf):
    """'B-07' -> ('B', 7): the way through the hall."""
    hall, number = shelf.split('-')
    return hall, int(number)


class PickList(object):
    def __init__(self, order_number, lines):
        self.order_number = order_number
        self.lines = lines
        self.picked = {}

    def route(self):
        """SKUs in the order in which one walks past them."""
        shelves = {}
        for sku, quantity in self.lines:
            shelves.setdefault(stock.item(sku).shelf, []).append(sku)
        ordered = sorted(shelves.keys(), key=shelf_key)
        return reduce_lists([sorted(shelves[shelf]) for shelf in ordered])

    def pick(self, sku):
        self.picked[sku] = True

    def open(self):
        return filter(lambda sku: not self.picked.has_key(sku),
                      [sku for sku, quantity in self.lines])

    def __nonzero__(self):
        return len(self.open()) > 0


def reduce_lists(lists):
    result = []
    for part in lists:
        result += part
    return result


class Hall(object):
    """Works off pick lists with some threads; what is done is in `done`."""

    def __init__(self, people=2):
        self.people = int(people)
        self.todo = Queue()
        self.done = {}
        self.lock = threading.Lock()

    def put(self, pick_list):
        self.todo.put(pick_list)

    def _work(self, name):
        while True:
            try:
                pick_list = self.todo.get(False)
            except Empty:
                return
            for sku, quantity in pick_list.lines:
                pick_list.pick(sku)
            self.lock.acquire()
            try:
                self.done[pick_list.order_number] = name
            finally:
                self.lock.release()

    def run(self):
        names = ['picker %d' % n for n in xrange(self.people)]
        threads = [threading.Thread(target=self._work, args=(name,))
                   for name in names]
        map(lambda thread: thread.start(), threads)
        map(lambda thread: thread.join(), threads)
        return len(self.done.keys())

    def numbers(self):
        numbers = self.done.keys()
        numbers.sort()
        return numbers


def promise(day, size):
    """Delivery day for an order: large ones take a day longer."""
    return calendar.delivery_day(day, size > 20 and 3 or 2)
