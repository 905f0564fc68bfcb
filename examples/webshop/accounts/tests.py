# -*- coding: utf-8 -*-
import os
import unittest

from core import errors
from core.cache import FileCache
from core.testing import Client, DatabaseTestCase, FolderTestCase
import auth, forms, session
from models import Customer


class PasswordTest(unittest.TestCase):
    def test_hash(self):
        stored = auth.hash_password('secret', 'abcd')
        self.assertEqual(stored.split('$')[:2], ['sha1', 'abcd'])
        self.assertTrue(auth.check_password(u'secret', stored))
        self.assertFalse(auth.check_password('Secret', stored))

    def test_salt(self):
        self.assertEqual(len(auth.make_salt()), 8)
        self.assertTrue(auth.check_password(u'größer', auth.hash_password(u'größer')))

    def test_nonsense(self):
        self.assertFalse(auth.check_password('x', None))
        self.assertFalse(auth.check_password('x', 'no dollars'))
        self.assertRaises(auth.LoginFailed, auth.check_password, 'x', 'md5$a$b')
        self.assertRaises(TypeError, auth.hash_password, 5)

    def test_token(self):
        token = auth.reset_token('key', 7, 100)
        self.assertEqual(len(token), 16)
        self.assertTrue(auth.valid_token('key', 7, 101, token))
        self.assertFalse(auth.valid_token('key', 7, 102, token))
        self.assertFalse(auth.valid_token('key', 8, 100, token))


class CustomerTest(DatabaseTestCase):
    def test_login(self):
        customer = auth.register('a@example.com', 'Anna', 'secret')
        self.assertEqual(auth.login('a@example.com', 'secret').id, customer.id)
        self.assertRaises(auth.LoginFailed, auth.login, 'a@example.com', 'wrong')
        self.assertRaises(auth.LoginFailed, auth.login, 'b@example.com', 'secret')

    def test_registered_twice(self):
        auth.register('a@example.com', 'Anna', 'secret')
        try:
            auth.register('a@example.com', 'Bert', 'secret')
        except errors.ValidationError, e:
            self.assertEqual(e.fields(), ['email'])
        else:
            self.fail('registered twice')

    def test_truth(self):
        self.assertFalse(Customer(name='nobody'))
        self.assertTrue(auth.register('a@example.com', 'Anna', 'secret'))


class SessionTest(FolderTestCase):
    def setUp(self):
        FolderTestCase.setUp(self)
        self.store = session.SessionStore(FileCache(os.path.join(self.folder, 'cache')))

    def test_round_trip(self):
        first = self.store.load()
        self.assertFalse(first)
        first['customer'] = 3
        self.store.save(first)
        again = self.store.load(first.key)
        self.assertEqual((again.key, again['customer'], again.changed), (first.key, 3, False))
        self.store.delete(again)
        self.assertFalse(self.store.load(first.key))

    def test_has_key_is_its_own(self):
        values = session.Session('k', {'a': None, 'b': 0})
        self.assertEqual([values.has_key(name) for name in 'a', 'b', 'c'], [False, True, False])
        values.delete('a')
        self.assertFalse(values.changed)
        values.delete('b')
        self.assertTrue(values.changed)

    def test_keys(self):
        store = session.SessionStore(None, lambda n: b'\x01' * n)
        self.assertEqual(store.new_key(), '01' * 16)


class FormTest(unittest.TestCase):
    good = {'email': ' Anna@Example.com', 'password': 'Secret123', 'name': u'Anna  Müller'}

    def test_good(self):
        clean = forms.RegistrationForm(dict(self.good, postcode='48143')).validate()
        self.assertEqual(clean, {'email': 'anna@example.com', 'password': 'Secret123',
                                 'name': u'Anna Müller', 'postcode': 48143L})

    def test_order(self):
        form = forms.RegistrationForm({})
        self.assertEqual(form.ordered(), ['email', 'password', 'name', 'postcode'])
        self.assertFalse(forms.Form.fields)

    def test_missing(self):
        form = forms.LoginForm({'email': 'x'})
        try:
            form.validate()
        except errors.ValidationError, e:
            self.assertEqual(e.errors, {'email': 'is no address', 'password': 'is missing'})
        self.assertEqual(form.first_error(), ('email', 'is no address'))

    def test_bad(self):
        for name, value in ('password', 'aaaaaaaa'), ('password', 'aB3'), ('name', 'R2D2'), ('postcode', 'x'):
            form = forms.RegistrationForm(dict(self.good, **{name: value}))
            self.assertRaises(errors.ValidationError, form.validate)
            self.assertEqual(sorted(form.errors.keys()), [name])


class PagesTest(FolderTestCase):
    def setUp(self):
        FolderTestCase.setUp(self)
        from shop import Shop
        self.client = Client(Shop(folder=self.folder))

    def register(self):
        self.client.post('/register', email='a@example.com', password='Secret123', name='Anna')

    def test_register_and_see(self):
        self.client.get('/me')
        self.assertEqual((self.client.status, self.client.headers['Location']), (302, '/login'))
        self.register()
        self.assertEqual(self.client.headers['Location'], '/me')
        self.assertTrue(u'Anna' in self.client.get('/me'))

    def test_logout_and_login(self):
        self.register()
        self.client.post('/logout')
        self.client.get('/me')
        self.assertEqual(self.client.status, 302)
        self.assertTrue(u'wrong' in self.client.post('/login', email='a@example.com', password='no'))
        self.client.post('/login', email='a@example.com', password='Secret123')
        self.assertEqual(self.client.status, 302)

    def test_mistakes(self):
        self.assertTrue(u'too simple' in self.client.post('/register', email='a@b.de', password='x', name='A'))
        self.register()
        self.register()
        self.assertTrue(u'registered already' in self.client.body)

    def test_admin(self):
        self.client.get('/admin/customers')
        self.assertEqual(self.client.status, 403)
        self.register()
        customer = Customer.get(id=1)
        customer.is_admin = True
        customer.save()
        self.assertTrue(u'a@example.com' in self.client.get('/admin/customers'))
