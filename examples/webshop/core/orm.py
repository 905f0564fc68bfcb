"""Just enough of an object mapper over sqlite3.

    class Product(Model):
        name = TextField()
        price = IntegerField(default=0)

    Product.select().filter(price__lt=500).order_by('name')
"""
import sqlite3
from errors import ShopError
import signals

_database = None

OPERATORS = {'eq': '=', 'lt': '<', 'gt': '>', 'le': '<=', 'ge': '>=',
             'ne': '<>', 'like': 'LIKE'}


class DatabaseError(ShopError):
    pass


class DoesNotExist(DatabaseError):
    pass


class Field(object):
    """A column.  Fields are kept in the order in which they were written."""

    column_type = 'TEXT'
    counter = 0

    def __init__(self, default=None):
        self.default = default
        self.name = None
        Field.counter += 1
        self.counter = Field.counter

    def clean(self, value):
        return value


class TextField(Field):
    def clean(self, value):
        if value is None or isinstance(value, unicode):
            return value
        if not isinstance(value, basestring):
            raise TypeError, '%s must be text, not %r' % (self.name, value)
        return unicode(value)


class IntegerField(Field):
    column_type = 'INTEGER'

    def clean(self, value):
        if value is None or isinstance(value, (int, long)):
            return value
        return int(value)


class BooleanField(Field):
    column_type = 'INTEGER'

    def clean(self, value):
        return bool(value)


class ModelBase(type):
    """Collects the fields of a class and registers it by its name."""

    models = {}

    def __new__(mcs, name, bases, attrs):
        fields = [(key, value) for key, value in attrs.items()
                  if isinstance(value, Field)]
        fields.sort(lambda (n1, f1), (n2, f2): f1.counter - f2.counter)
        for key, field in fields:
            field.name = key
            del attrs[key]
        attrs['_fields'] = fields
        attrs.setdefault('table', name.lower())
        cls = type.__new__(mcs, name, bases, attrs)
        if fields:
            ModelBase.models[name] = cls
        return cls


class Model(object):
    __metaclass__ = ModelBase

    def __init__(self, **values):
        self.id = values.pop('id', None)
        for name, field in self._fields:
            setattr(self, name, field.clean(values.pop(name, field.default)))
        if values:
            unknown = values.keys()
            unknown.sort()
            raise TypeError, 'no such field: ' + ', '.join(unknown)

    def __repr__(self):
        return '<%s %s>' % (self.__class__.__name__, `self.id`)

    @classmethod
    def select(cls):
        return QuerySet(cls)

    @classmethod
    def get(cls, **conditions):
        return QuerySet(cls).filter(**conditions).get()

    @classmethod
    def columns(cls):
        return ['id'] + [name for name, field in cls._fields]

    @classmethod
    def create_table(cls):
        columns = ['id INTEGER PRIMARY KEY']
        for name, field in cls._fields:
            columns.append('%s %s' % (name, field.column_type))
        execute('CREATE TABLE %s (%s)' % (cls.table, ', '.join(columns)))

    def save(self):
        columns = self.columns()
        values = [getattr(self, name) for name in columns]
        cursor = execute(
            'INSERT OR REPLACE INTO %s (%s) VALUES (%s)'
            % (self.table, ', '.join(columns), ', '.join('?' * len(columns))),
            values)
        if self.id is None:
            self.id = cursor.lastrowid
        signals.send('saved', instance=self)
        return self

    def delete(self):
        execute('DELETE FROM %s WHERE id = ?' % self.table, [self.id])
        self.id = None


class Rows(object):
    """Iterator over the objects of a result."""

    def __init__(self, model, cursor):
        self.model = model
        self.cursor = cursor

    def __iter__(self):
        return self

    def next(self):
        row = self.cursor.fetchone()
        if row is None:
            raise StopIteration
        values = {}
        for name, value in zip(self.model.columns(), row):
            values[name] = value
        return self.model(**values)


class QuerySet(object):
    """A query that runs when it is iterated; every method returns a new one."""

    def __init__(self, model, where=(), order=None, limit=None):
        self.model = model
        self.where = tuple(where)
        self.order = order
        self.limit = limit

    def filter(self, **conditions):
        where = []
        for key, value in sorted(conditions.iteritems()):
            name, sep, operator = key.partition('__')
            if name not in self.model.columns():
                raise DatabaseError, 'no column %s in %s' % (name, self.model.table)
            where.append((name, OPERATORS[operator or 'eq'], value))
        return QuerySet(self.model, self.where + tuple(where), self.order, self.limit)

    def order_by(self, name):
        direction = 'ASC'
        if name.startswith('-'):
            name, direction = name[1:], 'DESC'
        return QuerySet(self.model, self.where, '%s %s' % (name, direction), self.limit)

    def __getitem__(self, index):
        if isinstance(index, slice):
            start = index.start or 0
            limit = (start, index.stop - start)
            return QuerySet(self.model, self.where, self.order, limit)
        return list(self)[index]

    def _run(self, what):
        sql = 'SELECT %s FROM %s' % (what, self.model.table)
        if self.where:
            sql += ' WHERE ' + ' AND '.join(
                map(lambda (name, op, value): '%s %s ?' % (name, op), self.where))
        if self.order:
            sql += ' ORDER BY ' + self.order
        if self.limit is not None:
            sql += ' LIMIT %d OFFSET %d' % (self.limit[1], self.limit[0])
        return execute(sql, [value for name, op, value in self.where])

    def __iter__(self):
        return Rows(self.model, self._run(', '.join(self.model.columns())))

    def __len__(self):
        return self._run('COUNT(*)').fetchone()[0]

    def __nonzero__(self):
        return len(self) > 0

    def get(self):
        rows = Rows(self.model, self._run(', '.join(self.model.columns())))
        try:
            return rows.next()
        except StopIteration:
            raise DoesNotExist, 'no such %s' % self.model.__name__


def connect(path):
    """Open the one database of this process; a second call replaces it."""
    global _database
    close()
    _database = sqlite3.connect(path)
    return _database


def close():
    global _database
    if _database is not None:
        _database.close()
        _database = None


def execute(sql, values=()):
    if _database is None:
        raise DatabaseError, 'not connected'
    try:
        return _database.execute(sql, values)
    except (sqlite3.OperationalError, sqlite3.IntegrityError), e:
        raise DatabaseError, '%s in %s' % (e, sql)


def commit():
    _database.commit()


def create_tables():
    for name, model in sorted(ModelBase.models.iteritems()):
        model.create_table()
