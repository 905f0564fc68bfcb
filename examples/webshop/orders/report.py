"""Figures for the monday meeting."""
from __future__ import division

import sys
import pricing
from models import CANCELLED, Order


class Report(object):
    def __init__(self, orders, out=None):
        self.orders = [order for order in orders if order.state <> CANCELLED]
        self.out = out or sys.stdout
        self.days = {}
        for order in self.orders:
            self.days.setdefault(str(order.day), []).append(order.total)

    def by_day(self):
        """(day, count, sum) for every day, oldest first."""
        days = self.days.keys()
        days.sort()
        counts = map(len, [self.days[day] for day in days])
        sums = map(sum, [self.days[day] for day in days])
        return zip(days, counts, sums)

    def best_day(self):
        """The day with the highest turnover, the earlier of two."""
        rows = self.by_day()
        if not rows:
            return None
        rows.sort(lambda (day1, count1, sum1), (day2, count2, sum2):
                  sum2 - sum1 or (day1 > day2 and 1 or -1))
        return rows[0][0]

    def median(self):
        amounts = [order.total for order in self.orders]
        amounts.sort()
        return amounts[len(amounts) // 2]

    def histogram(self, width=40):
        rows = self.by_day()
        top = max([amount for day, count, amount in rows])
        for day, count, amount in rows:
            # a true division, see the top
            bar = '#' * int(amount * width / top)
            print >>self.out, day, bar

    def write(self):
        print >>self.out, 'Orders per day'
        print >>self.out, "-" * 30
        for row in self.by_day():
            print >>self.out, '%s %5d %12d' % row
        print >>self.out
        print >>self.out, ('average: %.2f') % pricing.average(
            [order.total for order in self.orders])


def states():
    """How many orders are in which state."""
    counts = {}
    for order in Order.select():
        counts[order.state] = counts.get(order.state, 0) + 1
    return counts


def print_states():
    counts = states()
    print 'orders by state:'
    for state in sorted(counts.iterkeys()):
        print '  %-10s' % state,
        print counts[state]
    if not counts.has_key(CANCELLED):
        print "(none cancelled)"
    print
