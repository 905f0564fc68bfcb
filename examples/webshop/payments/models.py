"""Tables of the payments app."""
from core import orm

STATES = 'new', 'authorized', 'captured', 'failed'


class Payment(orm.Model):
    table = 'payments'

    order_number = orm.IntegerField()
    gateway = orm.TextField()
    reference = orm.TextField()
    amount = orm.IntegerField(default=0)
    fee = orm.IntegerField(default=0)
    state = orm.TextField(default=u'new')
    error = orm.TextField()

    def change(self, state):
        if state not in STATES:
            raise ValueError, 'no such state: %s' % state
        self.state = unicode(state)
        return self.save()
