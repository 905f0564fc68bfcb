"""In-house web framework of the shop: routing, templates, storage.

Started in 2008 because Django 1.0 was not out yet and we wanted to be on
sqlite *and* on plain WSGI.  Nothing in here may import from an app.
"""

__version__ = '1.4.2'
