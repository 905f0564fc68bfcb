"""Supplier price lists: CSV with a header line, one product per line."""
import csv
import sys

from core import orm
from models import Category, Product, parse_price
import feed

COLUMNS = ['sku', 'name', 'price', 'weight', 'category']


class ImportError_(Exception):
    """A line that cannot be used: line number and reason."""

    def __init__(self, line, reason):
        Exception.__init__(self, line, reason)
        self.line = line
        self.reason = reason


class Importer(object):
    def __init__(self, verbose=False, out=None):
        self.verbose = verbose
        self.out = out
        self.seen = {}
        self.rejected = []
        self.counts = {'new': 0, 'changed': 0}

    def say(self, *words):
        if not self.verbose:
            return
        out = self.out or sys.stdout
        for word in words:
            print >>out, word,
        print >>out

    def category(self, name):
        try:
            return Category.get(name=name)
        except orm.DoesNotExist:
            return Category(name=name, position=len(Category.select()) + 1).save()

    def row(self, number, values):
        if len(values) <> len(COLUMNS):
            raise ImportError_, (number, '%d columns' % len(values))
        data = dict(zip(COLUMNS, values))
        if data.has_key('') or not data['sku']:
            raise ImportError_(number, 'no sku')
        if self.seen.has_key(data['sku']):
            raise ImportError_, (number, 'same sku as line %d' % self.seen[data['sku']])
        self.seen[data['sku']] = number
        try:
            price = parse_price(data['price'])
            weight = int(data['weight'] or 0)
        except ValueError, e:
            raise ImportError_, (number, str(e)), sys.exc_info()[2]
        return data, price, weight

    def store(self, number, values):
        data, price, weight = self.row(number, values)
        name = feed.strip_tags(data['name'])
        category = self.category(data['category'])
        try:
            product = Product.get(sku=data['sku'])
            self.counts['changed'] += 1
        except orm.DoesNotExist:
            product = Product(sku=data['sku'])
            self.counts['new'] += 1
        product.name = unicode(name)
        product.price = price
        product.weight = weight
        product.category = category.id
        product.save()
        self.say(number, data['sku'], price)

    def run(self, lines):
        reader = csv.reader(lines)
        header = reader.next()
        if map(str.strip, header) <> COLUMNS:
            raise ImportError_, (1, 'unknown header')
        for values in reader:
            try:
                self.store(reader.line_num, values)
            except ImportError_, e:
                self.rejected.append((e.line, e.reason))
                print >>(self.out or sys.stderr), 'line %d: %s' % (e.line, e.reason)
        return self.counts['new'] + self.counts['changed']


def import_file(path, **options):
    source = open(path)
    try:
        importer = Importer(**options)
        importer.run(source)
        return importer
    finally:
        source.close()
