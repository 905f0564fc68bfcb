"""Tables of the warehouse."""
from core.orm import IntegerField, Model, TextField


class StockItem(Model):
    table = 'stock'

    sku = TextField()
    shelf = TextField(default=u'A-00')
    quantity = IntegerField(default=0)
    reserved = IntegerField(default=0)
    minimum = IntegerField(default=0)

    def available(self):
        return self.quantity - self.reserved

    def __nonzero__(self):
        return self.available() > 0
