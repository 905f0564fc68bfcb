"""The bank's card gateway: one form post per transaction."""
import urllib as _urllib
import urllib2
from urlparse import parse_qs as _parse

from base import Gateway, GatewayError

URL = 'https://pay.example.com/gateway'


def _open(request):
    return urllib2.urlopen(request, timeout=30)


class CardGateway(Gateway):
    name = 'card'
    fee_fixed = 25
    fee_rate = 29

    def __init__(self, opener=_open):
        self.opener = opener

    def call(self, action, **fields):
        fields['action'] = action
        pairs = fields.items()
        pairs.sort()
        body = _urllib.urlencode(pairs).encode('ascii')
        request = urllib2.Request(URL, body, {'User-Agent': 'kontor/1.4'})
        try:
            answer = self.opener(request)
        except urllib2.HTTPError, e:
            raise GatewayError, 'status %d' % e.code
        except urllib2.URLError, e:
            raise GatewayError, 'no connection: %s' % e.reason
        values = _parse(answer.read().decode('ascii'))
        if values.has_key('error'):
            raise GatewayError(values['error'][0], int(values['code'][0]))
        return values['reference'][0]

    def authorize(self, amount, token):
        return self.call('auth', amount=amount, token=token)

    def capture(self, reference, amount):
        return self.call('capture', amount=amount, ref=reference) == reference
