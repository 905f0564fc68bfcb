"""Settings: defaults, then shop.ini, then a local_settings file in Python."""
import ConfigParser
import os
from UserDict import UserDict

from errors import ConfigError

try:
    import json
except ImportError:
    import simplejson as json

DEFAULTS = {
    'shop.name': 'Kontor',
    'shop.per_page': '10',
    'shop.debug': 'no',
    'cache.mode': '0644',
}


class Settings(UserDict):
    """Flat dictionary with keys such as 'shop.name'; all values are text."""

    def read_ini(self, path):
        parser = ConfigParser.RawConfigParser()
        try:
            if not parser.read([path]):
                raise ConfigError, 'cannot read %s' % path
        except ConfigParser.Error, e:
            raise ConfigError, '%s: %s' % (os.path.basename(path), e.__class__.__name__)
        for section in parser.sections():
            for option, value in parser.items(section):
                self.data['%s.%s' % (section, option)] = value

    def read_python(self, path):
        """Execute a settings file; its capitals become settings.

        SHOP__PER_PAGE = 20 is 'shop.per_page'.
        """
        namespace = {'__file__': path, 'defaults': dict(DEFAULTS)}
        source = open(path)
        try:
            exec source.read() in namespace
        finally:
            source.close()
        names = namespace.keys()
        names.sort()
        for name in names:
            if name == name.upper() and not name.startswith('_'):
                self.data[name.lower().replace('__', '.')] = str(namespace[name])

    def get_int(self, key):
        try:
            return int(self[key])
        except KeyError:
            raise ConfigError, 'setting %s is missing' % key
        except ValueError, e:
            raise ConfigError, '%s: %s' % (key, e)

    def get_bool(self, key):
        return self[key].lower() in ('1', 'yes', 'true', 'on')

    def get_mode(self, key):
        """File modes are written in octal."""
        return int(self[key], 8)

    def dump(self):
        return json.dumps(self.data, sort_keys=True, indent=2)


def load(ini=None, python=None):
    settings = Settings(DEFAULTS)
    if ini is not None:
        settings.read_ini(ini)
    if python is not None and os.path.exists(python):
        settings.read_python(python)
    return settings
