"""Pages of the catalog."""
from core import errors, orm
from core.cache import cached
from core.message import Response
from core.pagination import Paginator, columns
from models import Category, Product
from search import index


class CatalogViews(object):
    def __init__(self, site):
        self.site = site

    def routes(self):
        return [
            ('home', '', self.home),
            ('category', 'category/<int:number>', self.category),
            ('product', 'product/<sku>', self.product),
            ('search', 'search', self.search),
        ]

    def menu(self):
        """Names of the categories; they change once a year."""
        def names():
            return [(c.id, c.name) for c in Category.select().order_by('position')]
        return cached(self.site.cache, 'menu', names)

    def page(self, template, **context):
        context['menu'] = self.menu()
        context['url_for'] = self.site.url_for
        return Response(self.site.templates.render(template, **context))

    def home(self, request):
        names = [name for number, name in self.menu()]
        return self.page('home.html', columns=columns(names, 3))

    def category(self, request, number):
        try:
            category = Category.get(id=number)
        except orm.DoesNotExist, e:
            raise errors.NotFound, str(e)
        products = category.products().order_by('name')
        pager = Paginator(products, request.args.get_int('page', 1),
                          self.site.settings.get_int('shop.per_page'))
        return self.page('category.html', category=category, pager=pager)

    def product(self, request, sku):
        found = Product.select().filter(sku=sku, active=True)
        if not found:
            raise errors.NotFound, 'no product %s' % sku
        return self.page('product.html', product=found[0])

    def search(self, request):
        query = request.args.get('q', '')
        ids = index.search(unicode(query))
        products = [Product.get(id=number) for number in ids]
        return self.page('search.html', query=query, products=products)
