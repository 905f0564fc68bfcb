"""Cart and checkout pages."""
import datetime

from accounts.auth import required
from catalog.models import format_price
from core import errors
from core.message import Response, redirect
from cart import Cart, CartError
from checkout import Checkout, CheckoutFailed
from models import Order


class OrderViews(object):
    def __init__(self, site, today=datetime.date.today):
        self.site = site
        self.today = today

    def routes(self):
        return [('cart', 'cart', self.cart),
                ('cart_add', 'cart/add', self.add, ['POST']),
                ('checkout', 'checkout', self.checkout, ['POST']),
                ('order', 'order/<int:number>', self.order)]

    def cart(self, request):
        cart = Cart(request.session)
        return Response(self.site.templates.render(
            'cart.html', lines=list(cart), total=format_price(cart.total())))

    def add(self, request):
        form = request.form
        if not form:
            raise errors.BadRequest, 'nothing to add'
        try:
            Cart(request.session).add(form.get('sku'), form.get_int('quantity', 1))
        except CartError, e:
            raise errors.BadRequest(str(e))
        return redirect('/cart', added=form['sku'])

    @required
    def checkout(self, request):
        cart = Cart(request.session)
        try:
            order = Checkout(self.site).run(
                request.customer, cart, request.form.get('gateway', 'dummy'),
                request.form.get('token', ''), self.today().isoformat())
        except CheckoutFailed, e:
            return Response(u'<h1>Sorry</h1><p>%s</p>' % e, '409 Conflict')
        return redirect('/order/%d' % order.number)

    @required
    def order(self, request, number):
        orders = list(Order.select().filter(number=number))
        if not orders or orders[0].customer <> request.customer.id:
            raise errors.NotFound, 'no order %d' % number
        return Response(u'<h1>Order %d: %s</h1>' % (number, orders[0].state))
