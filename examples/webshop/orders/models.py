"""Tables of the orders app."""
from core import orm

OPEN, PAID, SENT, CANCELLED = [unicode(s) for s in 'open', 'paid', 'sent', 'cancelled']

# state -> states that may follow
TRANSITIONS = {OPEN: (PAID, CANCELLED), PAID: (SENT, CANCELLED)}


class Order(orm.Model):
    table = 'orders'

    number = orm.IntegerField()
    customer = orm.IntegerField()
    state = orm.TextField(default=OPEN)
    day = orm.TextField()               # 2010-03-31
    total = orm.IntegerField(default=0)

    def lines(self):
        return OrderLine.select().filter(order_number=self.number).order_by('id')

    def change(self, state):
        if not TRANSITIONS.has_key(self.state):
            raise ValueError, 'order %d is %s for good' % (self.number, self.state)
        if state not in TRANSITIONS[self.state]:
            raise ValueError('order %d: %s after %s' % (self.number, state, self.state))
        self.state = state
        return self.save()


class OrderLine(orm.Model):
    table = 'order_lines'

    order_number = orm.IntegerField()
    sku = orm.TextField()
    name = orm.TextField()
    quantity = orm.IntegerField(default=1)
    price = orm.IntegerField(default=0)

    def amount(self):
        return self.quantity * self.price


def next_number(first=100000L):
    """Order numbers go up by one; the first hundred thousand were on paper."""
    newest = list(Order.select().order_by('-number')[0:1])
    if newest:
        return newest[0].number + 1
    return first
