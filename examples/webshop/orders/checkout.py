"""From a cart to an order."""
from core import orm, signals
from core.errors import ShopError
from payments.processor import PaymentFailed
from warehouse import stock
import mails
from models import CANCELLED, PAID, Order, OrderLine, next_number


class CheckoutFailed(ShopError):
    pass


class Checkout(object):
    def __init__(self, site):
        self.site = site
        self.reserved = []

    def _reserve(self, cart):
        for line in cart:
            try:
                stock.reserve(line.product.sku, line.quantity)
            except stock.OutOfStock, (sku, wanted, left):
                self._release()
                raise CheckoutFailed, '%s: %d wanted, %d left' % (sku, wanted, left)
            self.reserved.append((line.product.sku, line.quantity))

    def _release(self):
        map(lambda (sku, quantity): stock.release(sku, quantity), self.reserved)
        self.reserved = []

    def run(self, customer, cart, gateway, token, day):
        """Returns the order; raises CheckoutFailed and leaves nothing behind."""
        if not cart:
            raise CheckoutFailed, 'the cart is empty'
        self._reserve(cart)
        order = Order(number=next_number(), customer=customer.id,
                      day=unicode(day), total=cart.total()).save()
        for line in cart:
            OrderLine(order_number=order.number, sku=line.product.sku,
                      name=line.name, quantity=line.quantity,
                      price=line.product.price).save()
        try:
            self.site.processor.authorize(order.number, order.total, gateway, token)
        except PaymentFailed, e:
            self._release()
            order.change(CANCELLED)
            raise CheckoutFailed, 'payment: %s' % e
        order.change(PAID)
        cart.empty()
        orm.commit()
        self.site.outbox.append(mails.confirmation(customer, order))
        signals.send('order placed', order=order)
        return order
