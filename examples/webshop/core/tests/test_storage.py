import os
import stat
import unittest

from core import config, errors, orm, signals
from core.cache import FileCache, cached
from core.testing import FolderTestCase


class Thing(orm.Model):
    table = 'things'

    name = orm.TextField()
    size = orm.IntegerField(default=1)
    used = orm.BooleanField()


class OrmTest(FolderTestCase):
    def setUp(self):
        FolderTestCase.setUp(self)
        orm.connect(':memory:')
        Thing.create_table()
        for name, size in ('spade', 3), ('rake', 2), ('axe', 5L):
            Thing(name=name, size=size).save()

    def names(self, query):
        return [str(thing.name) for thing in query]

    def test_columns_in_order_of_writing(self):
        self.assertEqual(Thing.columns(), ['id', 'name', 'size', 'used'])

    def test_get(self):
        thing = Thing.get(name='rake')
        self.assertEqual((thing.id, thing.size, thing.used), (2, 2, False))
        self.assertEqual(`thing`, '<Thing 2>')

    def test_get_nothing(self):
        try:
            Thing.get(name='hoe')
        except orm.DoesNotExist, e:
            self.assertEqual(str(e), 'no such Thing')
        else:
            self.fail('found a hoe')

    def test_filter_and_order(self):
        query = Thing.select().filter(size__gt=2).order_by('-size')
        self.assertEqual(self.names(query), ['axe', 'spade'])
        self.assertEqual(self.names(Thing.select().filter(size__ne=2, name__like='%a%').order_by('name')),
                         ['axe', 'spade'])

    def test_unknown_column(self):
        self.assertRaises(orm.DatabaseError, Thing.select().filter, colour=1)

    def test_slice_and_index(self):
        query = Thing.select().order_by('name')
        self.assertEqual(self.names(query[1:3]), ['rake', 'spade'])
        self.assertEqual(query[0].name, 'axe')

    def test_length_and_truth(self):
        self.assertEqual(len(Thing.select()), 3)
        self.assertFalse(Thing.select().filter(size=99))
        self.assertTrue(Thing.select())

    def test_rows_are_an_iterator(self):
        rows = iter(Thing.select().order_by('id'))
        self.assertTrue(iter(rows) is rows)
        self.assertEqual(len(list(rows)), 3)
        self.assertEqual(list(rows), [])

    def test_change_and_delete(self):
        thing = Thing.get(name='axe')
        thing.size = 7
        thing.save()
        self.assertEqual(Thing.get(size=7).id, thing.id)
        thing.delete()
        self.assertEqual(len(Thing.select()), 2)

    def test_unknown_field(self):
        self.assertRaises(TypeError, Thing, colour='red')
        self.assertRaises(TypeError, Thing, name=4)

    def test_registered(self):
        self.assertTrue(orm.ModelBase.models['Thing'] is Thing)
        self.assertFalse(orm.ModelBase.models.has_key('Model'))

    def test_bad_sql(self):
        self.assertRaises(orm.DatabaseError, orm.execute, 'SELECT nonsense')
        orm.close()
        self.assertRaises(orm.DatabaseError, Thing.select().get)


class SignalsTest(unittest.TestCase):
    def test_send(self):
        double = signals.connect('test', lambda n: n * 2)
        triple = signals.connect('test', lambda n: n * 3)
        answers = signals.send('test', n=2)
        self.assertTrue('test' in signals.known())
        signals.disconnect('test', double)
        signals.disconnect('test', triple)
        self.assertEqual(answers, [4, 6])
        self.assertEqual(signals.send('test', n=2), [])
        self.assertFalse('test' in signals.known())


class CacheTest(FolderTestCase):
    def setUp(self):
        FolderTestCase.setUp(self)
        self.now = 1000
        self.cache = FileCache(os.path.join(self.folder, 'a', 'b'), 0640, lambda: self.now)

    def test_keeps_values_until_they_expire(self):
        self.cache.set('key', {'a': [1, 2]}, 10)
        self.assertEqual(self.cache.get('key'), {'a': [1, 2]})
        self.now = 1010
        self.assertTrue(self.cache.get('key') is None)

    def test_mode_of_files(self):
        self.cache.set('key', 1)
        name, = os.listdir(self.cache.folder)
        mode = os.stat(os.path.join(self.cache.folder, name)).st_mode
        self.assertEqual(stat.S_IMODE(mode) & 0777, 0640)

    def test_missing_and_deleted(self):
        self.assertEqual(self.cache.get('nothing', 5), 5)
        self.cache.set('key', 1)
        for i in 1, 2:
            self.cache.delete('key')
        self.assertEqual(self.cache.get('key'), None)

    def test_ratio(self):
        self.assertEqual(self.cache.ratio(), 0)
        self.cache.set('key', 1)
        for key in ['key', 'key', 'other']:
            self.cache.get(key)
        self.assertEqual(self.cache.ratio(), 66)

    def test_clear(self):
        map(lambda key: self.cache.set(key, 0), ['a', 'b', 'c'])
        self.assertEqual(self.cache.clear(), 3)
        self.assertEqual(os.listdir(self.cache.folder), [])

    def test_cached_computes_once(self):
        numbers = iter([1, 2, 3])
        values = [cached(self.cache, 'n', lambda: numbers.next()) for i in xrange(3)]
        self.assertEqual(values, [1, 1, 1])


class ConfigTest(FolderTestCase):
    def write(self, name, text):
        path = os.path.join(self.folder, name)
        file = open(path, 'w')
        print >>file, text
        file.close()
        return path

    def test_defaults(self):
        settings = config.load()
        self.assertEqual(settings['shop.name'], 'Kontor')
        self.assertEqual(settings.get_int('shop.per_page'), 10)
        self.assertEqual(settings.get_mode('cache.mode'), 0644)
        self.assertFalse(settings.get_bool('shop.debug'))

    def test_ini(self):
        settings = config.load(self.write('shop.ini', '[shop]\nname = Test\ndebug = YES'))
        self.assertEqual(settings['shop.name'], 'Test')
        self.assertTrue(settings.get_bool('shop.debug'))

    def test_bad_ini(self):
        try:
            config.load(self.write('shop.ini', 'name = Test'))
        except errors.ConfigError, e:
            self.assertEqual(str(e), 'shop.ini: MissingSectionHeaderError')
        else:
            self.fail('no error')

    def test_python(self):
        path = self.write('local.py', "n = 4\nSHOP__PER_PAGE = n * 5\nSHOP__NAME = defaults['shop.name']")
        settings = config.load(python=path)
        self.assertEqual(settings.get_int('shop.per_page'), 20)
        self.assertEqual(settings['shop.name'], 'Kontor')
        self.assertFalse('n' in settings)

    def test_numbers(self):
        settings = config.Settings({'a': 'x'})
        self.assertRaises(errors.ConfigError, settings.get_int, 'a')
        self.assertRaises(errors.ConfigError, settings.get_int, 'b')

    def test_dump(self):
        self.assertEqual(config.json.loads(config.load().dump()), config.DEFAULTS)
