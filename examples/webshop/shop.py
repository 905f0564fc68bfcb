"""The site: puts the apps together.  `application` is for mod_wsgi."""
import os
import tempfile

from accounts import auth
from accounts.session import SessionStore
from accounts.views import AccountViews
from catalog.views import CatalogViews
from core import config, orm
from core.cache import FileCache
from core.message import Request
from core.routing import Router
from core.template import Loader
from orders.views import OrderViews
from payments.processor import Processor

# not imported by name elsewhere, but has tables
import payments.models, warehouse.models

HERE = os.path.dirname(os.path.abspath(__file__))


class Shop(object):
    """WSGI application; everything that the views need hangs on it."""

    def __init__(self, settings=None, folder=None):
        self.settings = settings or config.load(python=os.path.join(HERE, 'local_settings.py'))
        self.folder = folder or os.path.join(tempfile.gettempdir(), 'kontor')
        self.cache = FileCache(os.path.join(self.folder, 'cache'),
                               self.settings.get_mode('cache.mode'))
        self.sessions = SessionStore(self.cache)
        self.templates = Loader(os.path.join(HERE, 'templates'))
        self.processor = Processor()
        self.outbox = []
        self.router = Router()
        self.url_for = self.router.url_for
        for views in CatalogViews, AccountViews, OrderViews:
            self.router.include('/', views(self).routes())
        self._open()

    def _open(self):
        path = os.path.join(self.folder, 'shop.db')
        is_new = not os.path.exists(path)
        orm.connect(path)
        if is_new:
            orm.create_tables()
            orm.commit()
            os.chmod(path, 0600)

    def __call__(self, environ, start_response):
        request = Request(environ)
        auth.attach_customer(request, self.sessions)
        response = self.router.dispatch(request)
        if request.session.changed:
            self.sessions.save(request.session)
            response.set_cookie('kontor', str(request.session.key))
        return response(environ, start_response)


_shop = None


def application(environ, start_response):
    global _shop
    if _shop is None:
        _shop = Shop()
    return _shop(environ, start_response)
