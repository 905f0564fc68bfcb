"""Data: which names the code of a distribution is imported by, where its own name does not say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from py3port.requirements.model import normalised
from py3port.requirements.successors import find_successor

# A line per distribution, or several: its name, then what it is imported by.
_IMPORTS = """
absl-py absl
antlr-python-runtime antlr3
antlr4-python3-runtime antlr4
apache-libcloud libcloud
apns-client APNSClient
argon2-cffi argon2
attrs attr attrs
awesome-slugify slugify
azure-storage azure.storage
BeautifulSoup BeautifulSoup BeautifulSoupTests
beautifulsoup4 bs4
biopython Bio BioSQL
BTrees BTrees
cassandra-driver cassandra
cheetah Cheetah
clientform ClientForm
CT3 Cheetah
cx-Oracle cx_Oracle
dbus-python dbus
discord.py discord
distribute setuptools pkg_resources
Django django
django-allauth allauth
django-appconf appconf
django-cacheops cacheops
django-celery djcelery
django-celery-beat django_celery_beat
django-compressor compressor
django-constance constance
django-cors-headers corsheaders
django-crispy-forms crispy_forms
django-debug-toolbar debug_toolbar
django-environ environ
django-filter django_filters
django-grappelli grappelli
django-guardian guardian
django-haystack haystack
django-hstore django_hstore
django-import-export import_export
django-jsonfield jsonfield
django-kombu djkombu
django-model-utils model_utils
django-mptt mptt
django-pagination pagination
django-picklefield picklefield
django-piston piston
django-redis django_redis
django-registration registration
django-registration-redux registration
django-reversion reversion
django-rosetta rosetta
django-secure djangosecure
django-sekizai sekizai
django-sentry sentry
django-social-auth social_auth
django-storages storages
django-tagging tagging
django-taggit taggit
django-tastypie tastypie
django-threadedcomments threadedcomments
django-uuidfield uuidfield
django-webtest django_webtest
djangorestframework rest_framework
dnspython dns
dnspython3 dns
docker docker
docker-py docker
egenix-mx-base mx
enum34 enum
ephem ephem
ExifRead exifread
fabric fabric
Fabric3 fabric
factory-boy factory
faust-cchardet cchardet
Flask-OpenID flask_openid
Flask-SQLAlchemy flask_sqlalchemy flaskext.sqlalchemy
Flask-WTF flask_wtf flaskext.wtf
futures concurrent
gdata gdata atom
GitPython git
google-api-python-client googleapiclient apiclient
google-apputils google.apputils
grpcio grpc
guppy3 guppy
hachoir-core hachoir_core
hachoir-metadata hachoir_metadata
hachoir-parser hachoir_parser
IPython IPython
Jinja2 jinja2
jsonrpclib-pelix jsonrpclib
logilab-common logilab.common
Markdown markdown
MarkupSafe markupsafe
mercurial mercurial hgext hgdemandimport
mysql-connector mysql.connector
mysql-connector-python mysql.connector
MySQL-python MySQLdb _mysql
mysqlclient MySQLdb
ndg-httpsclient ndg.httpsclient
nose nose
opencv-python cv2
Paste paste
PasteDeploy paste.deploy
PasteScript paste.script
pdfminer pdfminer
pdfminer.six pdfminer
PIL PIL Image ImageDraw ImageFont ImageFile ImageChops ImageEnhance ImageFilter ImageOps ImageStat ImageGrab
Pillow PIL
pisa ho.pisa sx.pisa3 sx
progressbar progressbar
progressbar33 progressbar
protobuf google.protobuf
psycopg2 psycopg2
psycopg2-binary psycopg2
py-bcrypt bcrypt
py2cairo cairo
py3dns DNS
pyasn1-modules pyasn1_modules
PyAudio pyaudio
pycairo cairo
pycrypto Crypto
pycryptodome Crypto
pycryptodomex Cryptodome
pycurl curl pycurl
pydns DNS
pyenchant enchant
pyephem ephem
PyGObject gi
pygtk gtk gobject pango atk glade
PyICU icu PyICU
PyJWT jwt
pymongo pymongo bson gridfs
pymssql pymssql _mssql
PyMySQL pymysql
PyNaCl nacl
pynose nose
pyOpenSSL OpenSSL
pypdf pypdf pyPdf
pyreadline readline pyreadline
pyserial serial
pysqlite pysqlite2
pytest pytest _pytest py.test
python-augeas augeas
python-cjson cjson
python-cloudfiles cloudfiles
python-daemon daemon
python-dateutil dateutil
python-digitalocean digitalocean
python-docx docx
python-dotenv dotenv
python-editor editor
python-geohash geohash
python-gflags gflags
python-gnupg gnupg
python-graph-core pygraph
python-hglib hglib
python-jose jose
python-ldap ldap ldif ldapurl dsml
python-Levenshtein Levenshtein
python-logstash logstash
python-magic magic
python-memcached memcache
python-mimeparse mimeparse
python-nmap nmap
python-ntlm ntlm
python-openid openid
python-pptx pptx
python-prctl prctl
python-qt5 PyQt5
python-slugify slugify
python-snappy snappy
python-social-auth social
python-termstyle termstyle
python-twitter twitter
python-xmpp xmpp
python3-openid openid
PyUSB usb
pywin32 pythoncom pywintypes servicemanager win32api win32clipboard win32com win32con win32event win32file
pywin32 win32gui win32pdh win32pipe win32print win32process win32security win32service win32serviceutil winerror
PyXML _xmlplus
PyYAML yaml _yaml
pyzmq zmq
readline readline
requests-oauthlib requests_oauthlib
RPi.GPIO RPi
scikit-image skimage
scikit-learn sklearn
sentry-sdk sentry_sdk
setuptools setuptools pkg_resources
social-auth-app-django social_django
social-auth-core social_core
sorl-thumbnail sorl
South south
SpeechRecognition speech_recognition
SQLAlchemy sqlalchemy
sqlalchemy-migrate migrate
suds suds
suds-community suds
suds-jurko suds
tlslite-ng tlslite
Twisted twisted
twisted-web2 twisted.web2
uWSGI uwsgi uwsgidecorators
web.py web
Werkzeug werkzeug
wxPython wx
XlsxWriter xlsxwriter
yajl-py yajl
ZODB3 ZODB ZEO BTrees persistent transaction
Zope2 Zope2 App OFS Products ZPublisher Testing AccessControl
"""
NAMESPACES = frozenset(
    "Products azure backports collective five flaskext google jaraco logilab plone repoze scikits sphinxcontrib z3c zc "
    "zope".split()
)
"""Names that many distributions share: what comes after the first dot tells them apart."""
_AFFIXES = ("python-", "python3-", "py-", "django-", "lib")


def _table() -> list[tuple[str, list[str]]]:
    return [(words[0], words[1:]) for words in map(str.split, _IMPORTS.strip().splitlines())]


@cache
def _by_key() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, imports in _table():
        found[normalised(name)] = (*found.get(normalised(name), ()), *imports)
    return found


@cache
def _by_import() -> Mapping[str, str]:
    """The distribution of an import name; of several that have it, one that nothing has taken the place of."""
    found: dict[str, list[str]] = {}
    for distribution, names in _table():
        for name in names:
            found.setdefault(name, []).append(distribution)
    return {name: min(these, key=_is_superseded) for name, these in found.items()}


def _is_superseded(distribution: str) -> bool:
    return find_successor(distribution) is not None


def known_imports(key: str) -> tuple[str, ...]:
    """The names that the distribution with a normalised name is known to be imported by; none where we do not know."""
    return _by_key().get(key, ())


def likely_imports(key: str) -> tuple[str, ...]:
    """The names that a distribution is imported by if it keeps to custom, the likeliest first."""
    plain = [key.replace("-", "_"), key.replace("-", "."), key.replace("-", "")]
    for affix in _AFFIXES:
        if key.startswith(affix):
            plain.append(key.removeprefix(affix).replace("-", "_"))
    if key.endswith("-python"):
        plain.append(key.removesuffix("-python").replace("-", "_"))
    if key.startswith("flask-"):
        plain.append(f"flaskext.{key.removeprefix('flask-').replace('-', '_')}")
    return tuple(dict.fromkeys(plain))


def distribution_of(module: str) -> str:
    """The distribution that a module, as `top_of` has it, is likely to come from."""
    table = _by_import()
    name = module
    while name:
        if name in table:
            return table[name]
        name = name.rpartition(".")[0]
    return module


def top_of(module: str) -> str:
    """The first part of a dotted name, or the first two where the first is shared."""
    parts = module.split(".")
    return ".".join(parts[: 2 if parts[0] in NAMESPACES else 1])
