"""Tables of the catalog."""
from core import orm

# In cents; a product that costs more is a typing mistake of a supplier.
MAX_PRICE = 1000000L


class Category(orm.Model):
    table = 'categories'

    name = orm.TextField()
    position = orm.IntegerField(default=0)

    def products(self):
        return Product.select().filter(category=self.id, active=True)


class Product(orm.Model):
    table = 'products'

    sku = orm.TextField()
    name = orm.TextField()
    price = orm.IntegerField(default=0)
    weight = orm.IntegerField(default=0)          # grams
    category = orm.IntegerField()
    active = orm.BooleanField(default=True)

    def price_text(self):
        return format_price(self.price)

    def errors(self):
        """What is wrong with this product, by field."""
        found = {}
        if not self.name:
            found['name'] = 'is missing'
        if not isinstance(self.price, (int, long)):
            found['price'] = 'is no number'
        elif self.price <= 0 or self.price > MAX_PRICE:
            found['price'] = 'is out of range'
        return found


def format_price(cents):
    """1234 -> '12.34'; the sign goes in front."""
    cents = int(cents)
    sign = cents < 0 and '-' or ''
    euros, rest = divmod(abs(cents), 100)
    return '%s%d.%02d' % (sign, euros, rest)


def parse_price(text):
    """'12.34', '12,34' or '12' -> 1234."""
    text = text.strip().replace(',', '.')
    if '.' not in text:
        return int(text) * 100
    euros, cents = text.split('.')
    if len(cents) <> 2:
        raise ValueError, 'two digits after the point, please: ' + `text`
    return int(euros) * 100 + int(cents)
