"""The cart: lives in the session as a dict of sku to quantity."""
from catalog.models import Product
from core import orm
import pricing

MAX_QUANTITY = 99


class CartError(Exception):
    def __init__(self, sku, reason='cannot be ordered'):
        Exception.__init__(self, sku, reason)
        self.sku = sku
        self.reason = reason

    def __str__(self):
        return '%s: %s' % (self.sku, self.reason)


class CartLine:
    def __init__(self, product, quantity):
        self.product = product
        self.name = product.name
        self.quantity = quantity

    def amount(self):
        return self.product.price * self.quantity


class CartIterator(object):
    """Lines in the order of their SKUs; forgets what is sold out."""

    def __init__(self, quantities):
        self.left = dict(quantities).items()
        self.left.sort()
        self.left.reverse()

    def __iter__(self):
        return self

    def next(self):
        while self.left:
            sku, quantity = self.left.pop()
            try:
                return CartLine(Product.get(sku=sku, active=True), quantity)
            except orm.DoesNotExist:
                continue
        raise StopIteration


class Cart(object):
    def __init__(self, session):
        self.session = session
        self.quantities = dict(session['cart']) if 'cart' in session else {}

    def __iter__(self):
        return CartIterator(self.quantities)

    def __len__(self):
        return sum(self.quantities.values())

    def __nonzero__(self):
        for quantity in self.quantities.itervalues():
            if quantity > 0:
                return True
        return False

    def first(self):
        lines = CartIterator(self.quantities)
        return lines.next()

    def store(self):
        self.session['cart'] = self.quantities

    def add(self, sku, quantity=1):
        if not isinstance(quantity, (int, long)) or quantity < 1:
            raise CartError, (sku, 'quantity ' + `quantity`)
        have = self.quantities.get(sku, 0)
        if have + quantity > MAX_QUANTITY:
            raise CartError, (sku,               # the page names it
                              'at most %d' % MAX_QUANTITY)
        if not Product.select().filter(sku=sku, active=True):
            raise CartError, str(sku)
        self.quantities[sku] = have + quantity
        self.store()

    def remove(self, sku):
        if self.quantities.has_key(sku):
            del self.quantities[sku]
            self.store()

    def clean(self):
        """Drop lines with nothing in them."""
        for sku in self.quantities.keys():      # a copy: we delete
            if self.quantities[sku] <= 0:
                del self.quantities[sku]
        self.store()

    def empty(self):
        self.quantities = {}
        self.store()

    def weight(self):
        return sum([line.product.weight * line.quantity for line in self])

    def subtotal(self):
        return pricing.total([(line.quantity, line.product.price) for line in self])

    def total(self):
        subtotal = self.subtotal()
        return subtotal + pricing.shipping(self.weight(), subtotal)
