"""Passwords, login, and who may see what."""
import binascii
import hashlib
import hmac
import os
import sys

from core import errors, orm
import session
from models import Customer

ROUNDS = 1000
SALT_MASK = 0xFFFFFFFFL

if sys.version_info[0] < 3:
    text_types = (str, unicode)
else:
    text_types = (str,)


class LoginFailed(errors.ShopError):
    pass


def _stretch(salt, raw):
    if not isinstance(raw, text_types):
        raise TypeError, 'password must be text'
    digest = salt.encode('ascii')
    for i in xrange(ROUNDS):
        digest = hashlib.sha1(digest + raw.encode('utf-8')).digest()
    return binascii.hexlify(digest).decode('ascii')


def make_salt():
    return '%08x' % (int(binascii.hexlify(os.urandom(8)), 16) & SALT_MASK)


def hash_password(raw, salt=None):
    """'sha1$salt$digest', as in Django, so that we could move there."""
    salt = salt or make_salt()
    return 'sha1$%s$%s' % (salt, _stretch(salt, raw))


def check_password(raw, stored):
    try:
        method, salt, digest = stored.split('$')
    except (AttributeError, ValueError), e:
        return False
    if method <> 'sha1':
        raise LoginFailed, 'unknown method ' + `str(method)`
    return _stretch(salt, raw) == digest


def register(email, name, raw, is_admin=False):
    if Customer.select().filter(email=email):
        raise errors.ValidationError, {'email': 'is registered already'}
    return Customer(email=email, name=name, password=hash_password(raw),
                    is_admin=is_admin).save()


def login(email, raw):
    try:
        customer = Customer.get(email=email)
    except orm.DoesNotExist:
        raise LoginFailed, 'email or password is wrong'
    if not check_password(raw, customer.password):
        raise LoginFailed('email or password is wrong')
    return customer


def attach_customer(request, sessions):
    """Set request.customer from the session's cookie."""
    request.session = sessions.load(request.cookies.get(session.COOKIE))
    if request.session.has_key('customer'):
        try:
            request.customer = Customer.get(id=request.session['customer'])
        except orm.DoesNotExist, e:
            request.session.delete('customer')


def required(view):
    """Decorator for views of customers."""
    def wrapper(self, request, **params):
        if not request.customer:
            raise errors.Redirect, '/login'
        return view(self, request, **params)
    wrapper.__name__ = view.__name__
    return wrapper


def admin_only(view):
    def wrapper(self, request, **params):
        if not (request.customer and request.customer.is_admin):
            raise errors.Forbidden
        return view(self, request, **params)
    wrapper.__name__ = view.__name__
    return wrapper


def reset_token(secret, customer_id, day):
    """For the link in the mail; good until the password or the day changes."""
    text = '%d:%d' % (customer_id, day)
    mac = hmac.new(secret.encode('utf-8'), text.encode('ascii'), hashlib.sha1)
    return mac.hexdigest()[:16]


def valid_token(secret, customer_id, day, token):
    days = [day - age for age in 0, 1]
    return token in [reset_token(secret, customer_id, d) for d in days]
