"""What a gateway has to do."""
from core.errors import ShopError


class GatewayError(ShopError):
    """The gateway said no, or nothing at all."""

    def __init__(self, message, code=0):
        ShopError.__init__(self, message)
        self.code = code


class GatewayMount(type):
    """Keeps the list of all gateways (a "plugin mount")."""

    def __init__(cls, name, bases, attrs):
        type.__init__(cls, name, bases, attrs)
        if not hasattr(cls, 'plugins'):
            cls.plugins = {}
        elif attrs.get('name'):
            cls.plugins[attrs['name']] = cls


class Gateway(object):
    """Subclasses set `name` and have authorize and capture."""
    __metaclass__ = GatewayMount

    name = None
    # cents per transaction and per mille of the amount
    fee_fixed = 0
    fee_rate = 0

    def authorize(self, amount, token):
        raise NotImplementedError

    def capture(self, reference, amount):
        raise NotImplementedError, 'capture of %s' % self.name

    def fee(self, amount):
        """What the gateway keeps, rounded up."""
        return int(self.fee_fixed) + (int(amount) * int(self.fee_rate) + 999) / 1000


def find(name):
    if not Gateway.plugins.has_key(name):
        raise GatewayError, 'no gateway ' + `name`
    return Gateway.plugins[name]()


def names():
    found = [name for name in Gateway.plugins.iterkeys()]
    found.sort()
    return found
