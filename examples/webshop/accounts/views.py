"""Login, registration and the customer's own page."""
from core import errors
from core.message import Response, redirect
import auth, forms
import session


class AccountViews(object):
    def __init__(self, site):
        self.site = site

    def routes(self):
        both = ['GET', 'POST']
        return [
            ('login', 'login', self.login, both),
            ('register', 'register', self.register, both),
            ('logout', 'logout', self.logout, ['POST']),
            ('me', 'me', self.me),
            ('customers', 'admin/customers', self.customers),
        ]

    def _form(self, title, form=None):
        body = [u'<h1>%s</h1>' % title]
        if form is not None:
            body += [u'<p>%s %s</p>' % pair for pair in sorted(form.errors.items())]
        return Response(u'\n'.join(body))

    def _welcome(self, request, customer):
        request.session['customer'] = customer.id
        response = redirect('/me')
        response.set_cookie(session.COOKIE, str(request.session.key))
        return response

    def login(self, request):
        if request.method <> 'POST':
            return self._form('Login')
        form = forms.LoginForm(request.form)
        try:
            clean = form.validate()
            customer = auth.login(clean['email'], clean['password'])
        except errors.ValidationError:
            return self._form('Login', form)
        except auth.LoginFailed, e:
            form.errors['email'] = str(e)
            return self._form('Login', form)
        return self._welcome(request, customer)

    def register(self, request):
        if request.method <> 'POST':
            return self._form('Register')
        form = forms.RegistrationForm(request.form)
        try:
            clean = form.validate()
            customer = auth.register(clean['email'], clean['name'], clean['password'])
        except errors.ValidationError, e:
            form.errors.update(e.errors)
            return self._form('Register', form)
        return self._welcome(request, customer)

    def logout(self, request):
        request.session.delete('customer')
        return redirect('/')

    @auth.required
    def me(self, request):
        return Response(u'<h1>%s</h1>' % request.customer.name)

    @auth.admin_only
    def customers(self, request):
        rows = auth.Customer.select().order_by('email')
        return Response(u'\n'.join([u'<p>%s</p>' % c.email for c in rows]))
