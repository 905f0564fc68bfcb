"""Labels for the parcel printer, which wants plain text, 32 columns.

  This file has seen three editors.
"""
import os
import urllib

WIDTH = 32
MODE = 0660
BARCODE = u'*%s*'


class Label:
    """One sticker."""

    def __init__(self, name, street, city, number):
        self.name = name
        self.street = street
        self.city = city
        self.number = long(number)

    def lines(self):
	result = []
        for text in self.name, self.street, self.city:
	    if len(text) > WIDTH:
		text = text[:WIDTH - 3] + '...'
            result.append(text)
	result.append('-' * WIDTH)
        result.append('No. ' + `int(self.number)`)
	return result

    def check_digit(self):
	"""Modulo 10, weights 3 and 1 from the right, as on an EAN."""
	digits = map(int, str(self.number))
        digits.reverse()
	odd, even = digits[::2], digits[1::2]
        return (10 - (sum(odd) * 3 + sum(even)) % 10) % 10

    def barcode(self):
	return BARCODE % ('%d%d' % (self.number, self.check_digit()))


def write(labels, path):
    out = open(path, 'w')
    try:
	for label in labels:
            print >>out, '\n'.join(label.lines())
            print >>out
    finally:
	out.close()
    os.chmod(path, MODE)
    return len(labels)


def pages(labels, per_page=8):
	"""Sheets of stickers; the last one may be partly empty."""
	return (len(labels) + int(per_page) - 1) / int(per_page)


def tracking_link(number):
    return 'http://track.example.com/?' + urllib.urlencode({'parcel': number})
