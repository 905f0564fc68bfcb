"""How many we have of what, and for whom."""
from core import orm, signals
from models import StockItem


class OutOfStock(Exception):
    """Arguments are the SKU, how many are wanted, and how many are left."""


def item(sku):
    try:
        return StockItem.get(sku=sku)
    except orm.DoesNotExist:
        return StockItem(sku=sku)


def receive(sku, quantity, shelf=None):
    if not isinstance(quantity, (int, long)) or quantity <= 0:
        raise ValueError, 'cannot receive ' + `quantity`
    entry = item(sku)
    entry.quantity += quantity
    if shelf is not None:
        entry.shelf = unicode(shelf)
    return entry.save()


def reserve(sku, quantity):
    entry = item(sku)
    if not entry or entry.available() < quantity:
        raise OutOfStock, (str(sku), quantity, entry.available())
    entry.reserved += quantity
    entry.save()
    if entry.available() < entry.minimum:
        signals.send('stock low', item=entry)
    return entry


def release(sku, quantity):
    entry = item(sku)
    entry.reserved = max(0, entry.reserved - quantity)
    return entry.save()


def ship(sku, quantity):
    """Take reserved goods off the shelf."""
    entry = item(sku)
    if entry.reserved < quantity:
        raise ValueError, '%s: %d reserved only' % (sku, entry.reserved)
    entry.quantity -= quantity
    entry.reserved -= quantity
    return entry.save()


def inventory():
    """SKU -> available, for all that we know of."""
    result = {}
    for entry in StockItem.select():
        result[str(entry.sku)] = entry.available()
    return result


class Snapshot(object):
    """Inventory at one moment, to compare with another."""

    def __init__(self, numbers=None):
        self.numbers = {}
        self.numbers.update(numbers or {})

    def has_key(self, sku):
        """Whether there is anything left of it (zero is not in stock)."""
        return self.numbers.get(sku, 0) > 0

    __contains__ = has_key

    def iteritems(self):
        """Pairs of what is in stock, sorted: no dict does that."""
        skus = self.numbers.keys()
        skus.sort()
        for sku in skus:
            if self.has_key(sku):
                yield sku, self.numbers[sku]

    def lines(self):
        return ['%s=%d' % pair for pair in self.iteritems()]

    def changes(self, later):
        """(sku, difference) for all that changed, the largest loss first."""
        skus = self.numbers.keys() + [sku for sku in later.numbers.keys()
                                      if not self.numbers.has_key(sku)]
        found = []
        for sku in skus:
            difference = later.numbers.get(sku, 0) - self.numbers.get(sku, 0)
            if difference <> 0:
                found.append((sku, difference))
        found.sort(cmp=_by_loss)
        return found


def _by_loss((sku1, change1), (sku2, change2)):
    if change1 <> change2:
        return change1 - change2
    return sku1 > sku2 and 1 or -1


def turnover(sold, average_stock):
    """How often the stock was sold, times ten."""
    if not average_stock:
        return 0
    return int(sold) * 10 / int(average_stock)
