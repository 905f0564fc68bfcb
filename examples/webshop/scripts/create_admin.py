#!/usr/bin/env python
"""Make a customer an administrator, asking for what it needs."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))

from accounts import auth
from core import errors


def ask(question, default=None):
    while True:
        if default is not None:
            answer = raw_input('%s [%s]: ' % (question, default)).strip()
        else:
            answer = raw_input(question + ': ').strip()
        if answer or default:
            return answer or default
        print "please say something"


def yes_or_no(question, read=raw_input):
    return read(question + ' (y/n) ').lower()[:1] == 'y'


def main():
    print 'New administrator'
    print
    email = ask('Email')
    name = ask('Name', email.split('@')[0])
    password = ask('Password')
    try:
        admin = auth.register(email, name, password, is_admin=True)
    except errors.ValidationError, e:
        for field in e.fields():
            print >>sys.stderr, field, e.errors[field]
        return 1
    print 'created number', admin.id
    return 0


if __name__ == '__main__':
    from shop import Shop
    Shop()
    sys.exit(main())
