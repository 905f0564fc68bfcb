"""Payment by invoice: the accounting system decides, over XML-RPC."""
import socket
import xmlrpclib
from httplib import HTTPException

from base import Gateway, GatewayError

LIMIT = 50000L      # cents; new customers pay large sums in advance


class InvoiceGateway(Gateway):
    name = 'invoice'

    def __init__(self, server=None):
        self.server = server

    def connect(self, url):
        self.server = xmlrpclib.ServerProxy(url, allow_none=True)

    def authorize(self, amount, token):
        if amount > LIMIT:
            raise GatewayError, 'more than %d by invoice' % LIMIT
        try:
            return self.server.invoices.reserve(int(amount), token)
        except xmlrpclib.Fault, fault:
            raise GatewayError(fault.faultString, fault.faultCode)
        except (socket.error, HTTPException), e:
            raise GatewayError, 'accounting is down: %s' % e

    def capture(self, reference, amount):
        return bool(self.server.invoices.write(reference, int(amount)))


def reminder(days):
    """Number of the reminder that is due after so many days: 0 to 3."""
    steps = [14 * level for level in 1, 2, 3]
    return len(filter(lambda limit: days >= limit, steps))
