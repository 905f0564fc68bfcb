# -*- coding: utf-8 -*-
import os
import unittest
from StringIO import StringIO

from core.testing import DatabaseTestCase
import feed, importer
import models
import search
from models import Category, Product


class PriceTest(unittest.TestCase):
    def test_format(self):
        for cents, text in (0, '0.00'), (5, '0.05'), (1234, '12.34'), (-199, '-1.99'), (100000L, '1000.00'):
            self.assertEqual(models.format_price(cents), text)

    def test_parse(self):
        for text, cents in ('12.34', 1234), ('12,34', 1234), (' 7 ', 700):
            self.assertEqual(models.parse_price(text), cents)
        self.assertRaises(ValueError, models.parse_price, '1.5')
        self.assertRaises(ValueError, models.parse_price, 'free')

    def test_errors(self):
        product = Product(name=u'', price=-1)
        self.assertEqual(sorted(product.errors().keys()), ['name', 'price'])
        self.assertEqual(Product(name=u'Rake', price=models.MAX_PRICE).errors(), {})
        product.price = '5'
        self.assertEqual(product.errors()['price'], 'is no number')


class SearchTest(unittest.TestCase):
    def setUp(self):
        self.index = search.Index()
        names = [u'Garden rake with handle', u'Handle for rakes', u'Gießkanne', u'Rake']
        map(lambda (number, name): self.index.add(number, name), zip(range(1, 9), names))

    def test_tokenize(self):
        self.assertEqual(search.tokenize(u'The Gießkanne–10L, with rose'), [u'gießkanne', u'10l', u'rose'])

    def test_best_first(self):
        self.assertEqual(self.index.search(u'rake'), [4, 1, 2])
        self.assertEqual(self.index.search(u'rake', 1), [4])

    def test_all_words(self):
        self.assertEqual(self.index.search(u'handle rake'), [2, 1])
        self.assertEqual(self.index.search(u'handle gieß'), [])
        self.assertEqual(self.index.search(u''), [])

    def test_remove(self):
        before = self.index.vocabulary()
        self.index.remove(3)
        self.index.remove(3)
        self.assertEqual(self.index.search(u'gießkanne'), [])
        self.assertEqual(self.index.vocabulary(), before - 1)

    def test_suggest(self):
        self.assertEqual(self.index.suggest(u'RA'), [u'rake', u'rakes'])


class FeedTest(unittest.TestCase):
    def test_strip_tags(self):
        self.assertEqual(feed.strip_tags('<p>Big <b>rake</b><br>steel</p>'), 'Big rake steel')
        self.assertEqual(feed.strip_tags(' plain\n text '), 'plain text')

    def test_entities(self):
        self.assertTrue(feed.known_entity('euro'))
        self.assertFalse(feed.known_entity('nonsense'))

    def test_urls(self):
        self.assertEqual(feed.tracking_url('http://shop/p?b=2#top', 'idealo', a='1', c=None),
                         'http://shop/p?a=1&b=2&from=idealo#top')
        self.assertEqual(feed.image_url('http://shop/x/', 'A/1 b'), 'http://shop/x/img/A-1+b.jpg')

    def test_portal_feed(self):
        class urllib:                   # what the views hand over, by name
            def urlopen(self, product):
                return '/p/' + product.sku
        urllib = urllib()
        products = [Product(id=n, sku=sku, price=price)
                    for n, sku, price in ((1, 'B', 300), (2, 'A', 300), (3, 'C', 200))]
        self.assertEqual(feed.portal_feed(products, urllib.urlopen),
                         ['sku\tprice\turl', 'C\t200\t/p/C', 'B\t300\t/p/B', 'A\t300\t/p/A'])


class ImporterTest(DatabaseTestCase):
    LINES = ['sku,name ,price,weight,category\n', 'R1,<b>Rake</b>,"12,50",900,Tools\n',
             'S1,Spade,20,,Tools\n', 'R1,Again,1,1,Tools\n', ',No sku,1,1,Tools\n', 'H1,Hose,x,1,Water\n', 'X\n']

    def run_importer(self, lines, **options):
        self.out = StringIO()
        found = importer.Importer(out=self.out, **options)
        found.run(iter(lines))
        return found

    def test_import(self):
        done = self.run_importer(self.LINES)
        self.assertEqual(done.counts, {'new': 2, 'changed': 0})
        rake = Product.get(sku='R1')
        self.assertEqual((rake.name, rake.price, rake.weight), (u'Rake', 1250, 900))
        self.assertEqual(len(Category.get(name='Tools').products()), 2)
        self.assertEqual(Product.get(sku='S1').weight, 0)

    def test_rejected(self):
        done = self.run_importer(self.LINES)
        self.assertEqual([number for number, reason in done.rejected], [4, 5, 6, 7])
        self.assertEqual(self.out.getvalue().splitlines()[0], 'line 4: same sku as line 2')
        self.assertEqual(done.rejected[-1], (7, '1 columns'))

    def test_change(self):
        self.run_importer(self.LINES[:2])
        done = self.run_importer([self.LINES[0], 'R1,Rake,13,900,Tools'], verbose=True)
        self.assertEqual(done.counts['changed'], 1)
        self.assertEqual(Product.get(sku='R1').price, 1300)
        self.assertEqual(self.out.getvalue().split(), ['2', 'R1', '1300'])

    def test_bad_header(self):
        self.assertRaises(importer.ImportError_, self.run_importer, ['a,b\n'])

    def test_trace_is_kept(self):
        import traceback, sys
        try:
            importer.Importer().row(3, ['A', 'x', '1', 'heavy', 'y'])
        except importer.ImportError_, e:
            names = [entry[3] for entry in traceback.extract_tb(sys.exc_info()[2])]
            self.assertEqual((e.line, 'int(' in names[-1]), (3, True))
        else:
            self.fail('heavy is no number')

    def test_file(self):
        path = os.path.join(self.folder, 'list.csv')
        out = open(path, 'w')
        out.writelines(self.LINES[:3])
        out.close()
        self.assertEqual(importer.import_file(path).counts['new'], 2)
