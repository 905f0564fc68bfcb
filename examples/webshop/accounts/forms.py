# -*- coding: utf-8 -*-
"""Declarative forms."""
import re

from core.errors import ValidationError

_email = re.compile(r'^[^@\s]+@[^@\s]+\.[a-z]{2,6}$', re.I)
_name = re.compile(ur"^[A-Za-zÄÖÜäöüßéè' .-]+$")


class FormField(object):
    created = 0

    def __init__(self, label, required=True):
        self.label = label
        self.required = required
        self.number = FormField.created
        FormField.created += 1

    def check(self, value):
        return value


class Email(FormField):
    def check(self, value):
        if not _email.match(value):
            raise ValueError, 'is no address'
        return value.lower()


class Name(FormField):
    def check(self, value):
        if not _name.match(value):
            raise ValueError, 'has odd characters'
        return u' '.join(value.split())


class Password(FormField):
    def check(self, value):
        kinds = [bool(re.search(p, value)) for p in '[a-z]', '[A-Z]', '[0-9]']
        if len(value) < 8 or len(filter(None, kinds)) < 2:
            raise ValueError('is too simple')
        return value


class Number(FormField):
    def check(self, value):
        return long(value)


class FormMeta(type):
    def __new__(mcs, name, bases, attrs):
        fields = {}
        for base in bases:
            fields.update(getattr(base, 'fields', {}))
        for key, value in attrs.items():
            if isinstance(value, FormField):
                fields[key] = value
        attrs['fields'] = fields
        return type.__new__(mcs, name, bases, attrs)


class Form(object):
    __metaclass__ = FormMeta

    def __init__(self, data):
        self.data = data
        self.clean = {}
        self.errors = {}

    def ordered(self):
        pairs = [(field.number, name) for name, field in self.fields.items()]
        pairs.sort()
        return [name for number, name in pairs]

    def validate(self):
        """The clean values; raises ValidationError with all that is wrong."""
        for name in self.ordered():
            field = self.fields[name]
            value = self.data.get(name, '').strip()
            if not value:
                if field.required:
                    self.errors[name] = 'is missing'
                continue
            try:
                self.clean[name] = field.check(value)
            except ValueError, e:
                self.errors[name] = str(e)
        if self.errors.keys():
            raise ValidationError, dict(self.errors)
        return self.clean

    def first_error(self):
        return sorted(self.errors.items())[0]


class LoginForm(Form):
    email = Email('Email')
    password = FormField('Password')


class RegistrationForm(LoginForm):
    password = Password('Password')
    name = Name('Name')
    postcode = Number('Postcode', required=False)
