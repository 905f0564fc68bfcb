"""Pages of a list."""


class Paginator(object):
    def __init__(self, items, page=1, per_page=10):
        self.items = items
        self.count = len(items)
        self.per_page = int(per_page)
        self.page = max(1, min(int(page), self.pages()))

    def pages(self):
        """Number of pages; an empty list has one page."""
        full = (self.count + self.per_page - 1) / self.per_page
        return full or 1

    def visible(self):
        start = (self.page - 1) * self.per_page
        return list(self.items[start:start + self.per_page])

    def window(self, width=5):
        """Page numbers to show: the current one and its neighbours."""
        first = max(1, self.page - int(width) / 2)
        last = min(self.pages(), first + width - 1)
        return [number for number in xrange(first, last + 1)]

    def numbers(self):
        return [str(n) for n in xrange(1, self.pages() + 1)]

    def has_next(self):
        return self.page < self.pages()

    def next(self):
        """Number of the next page (a plain method: this is no iterator)."""
        return self.page + 1


def columns(items, count):
    """Spread items over columns, top to bottom, the first ones longer."""
    height = (len(items) + int(count) - 1) / int(count)
    return [items[i * height:(i + 1) * height] for i in xrange(count)]
