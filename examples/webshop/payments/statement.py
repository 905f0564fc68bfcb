"""Monthly statement for the accounting department."""
import StringIO

from models import Payment


class Statement(object):
    """Sums by gateway; all amounts in cents."""

    def __init__(self, payments):
        self.sums = {}
        self.fees = {}
        self.counts = {}
        for payment in payments:
            self.add(payment)

    def add(self, payment):
        name = str(payment.gateway)
        if not self.sums.has_key(name):
            self.sums[name], self.fees[name], self.counts[name] = 0L, 0L, 0
        self.sums[name] += payment.amount
        self.fees[name] += payment.fee
        self.counts[name] += 1

    def total(self):
        return sum(self.sums.values()) - sum(self.fees.values())

    def average(self, name):
        """Average amount in whole cents, rounded down as the bank does."""
        return int(self.sums[name]) / int(self.counts[name])

    def biggest(self):
        """Names of the gateways, the one with the largest sum first."""
        names = self.sums.keys()
        names.sort(cmp=lambda a, b: int(self.sums[b] - self.sums[a]))
        return names

    def share(self, name):
        """Per cent of the turnover, as text with one digit."""
        whole = sum(self.sums.itervalues())
        tenths = int(self.sums[name]) * 1000 / int(whole)
        return '%d.%d' % (tenths / 10, tenths % 10)

    def text(self):
        out = StringIO.StringIO()
        print >>out, 'Statement'
        print >>out, '=' * 40
        for name in self.biggest():
            print >>out, '%-10s' % name, '%4d' % self.counts[name],   # goes on
            print >>out, '%10d' % self.sums[name], '%8d' % self.fees[name]
        print >>out
        print >>out, 'paid out:', `int(self.total())`
        return out.getvalue()


def monthly():
    return Statement(Payment.select().filter(state='captured'))