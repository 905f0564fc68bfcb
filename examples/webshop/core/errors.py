"""Exceptions shared by all apps of the shop."""


class ShopError(Exception):
    """Base class of everything we raise on purpose."""


class ConfigError(ShopError):
    """A setting is missing or makes no sense."""


class ValidationError(ShopError):
    """User input was rejected; `errors` maps field names to messages."""

    def __init__(self, errors):
        ShopError.__init__(self, 'invalid input')
        self.errors = dict(errors)

    def fields(self):
        names = self.errors.keys()
        names.sort()
        return names


class HttpError(ShopError):
    """An error that the dispatcher turns into a response."""

    status = '500 Internal Server Error'

    def __init__(self, detail=''):
        ShopError.__init__(self, detail)
        self.detail = detail

    def code(self):
        return int(self.status.split()[0])


class BadRequest(HttpError):
    status = '400 Bad Request'


class Forbidden(HttpError):
    status = '403 Forbidden'


class NotFound(HttpError):
    status = '404 Not Found'


class MethodNotAllowed(HttpError):
    status = '405 Method Not Allowed'


class Redirect(HttpError):
    status = '302 Found'

    def __init__(self, location):
        HttpError.__init__(self, 'see %s' % location)
        self.location = location
