"""HTML and URLs of suppliers and portals."""
from HTMLParser import HTMLParser
import htmlentitydefs as entities
import urllib, urlparse


class _Stripper(HTMLParser):
    def __init__(self):
        HTMLParser.__init__(self)
        self.parts = []

    def handle_data(self, data):
        self.parts.append(data)

    def handle_starttag(self, tag, attrs):
        if tag == 'br':
            self.parts.append(' ')


def strip_tags(html):
    """Text of a piece of HTML, white space folded."""
    if '<' not in html:
        return ' '.join(html.split())
    parser = _Stripper()
    parser.feed(html)
    parser.close()
    return ' '.join(''.join(parser.parts).split())


def known_entity(name):
    return entities.name2codepoint.has_key(name)


def tracking_url(url, portal, **extra):
    """Add what the portals want to see, keep what is there."""
    scheme, host, path, params, query, fragment = urlparse.urlparse(url)
    pairs = urlparse.parse_qsl(query)
    pairs.append(('from', portal))
    pairs += [(key, value) for key, value in extra.iteritems()
              if value is not None]
    pairs.sort()
    return urlparse.urlunparse((scheme, host, path, params,
                                urllib.urlencode(pairs), fragment))


def image_url(base, sku):
    name = urllib.quote_plus(sku.replace('/', '-')) + '.jpg'
    return urlparse.urljoin(base, 'img/' + name)


def portal_feed(products, url_for):
    """Lines of the price portal's list: tab separated, the cheapest first."""
    def cheaper(a, b):
        return a.price - b.price or a.id - b.id
    lines = ['sku\tprice\turl']
    for product in sorted(products, cheaper):
        lines.append('\t'.join(map(str, (product.sku, product.price, url_for(product)))))
    return lines
