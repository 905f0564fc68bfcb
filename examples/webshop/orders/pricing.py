"""Everything that computes with money.  Amounts are whole cents, always."""

VAT = {'standard': 19, 'reduced': 7}
FREE_SHIPPING = 10000
# grams up to which a rate is good, rate in cents
RATES = [(1000, 390), (5000, 590), (20000, 990)]


def vat_included(gross, kind='standard'):
    """VAT that a gross amount contains, rounded half up."""
    if not VAT.has_key(kind):
        raise KeyError, 'no VAT rate ' + `kind`
    rate = int(VAT[kind])
    return (int(gross) * rate * 2 + 100 + rate) / (2 * (100 + rate))


def discount(total, percent):
    """Amount to take off; customers get the broken cent."""
    return (int(total) * int(percent) + 99) / 100


def split(amount, parts):
    """Split an amount so that the parts differ by one cent at most.

    >>> split(100, 3)
    [34, 33, 33]
    """
    share = int(amount) / int(parts)
    rest = int(amount) - share * int(parts)
    return [share + (number < rest and 1 or 0) for number in xrange(parts)]


def shipping(weight, total):
    """Rate for a weight in grams.

    `map` is the price map here, kept from the times of the zone table.
    """
    if total >= FREE_SHIPPING:
        return 0
    map = dict(RATES)
    limits = map.keys()
    limits.sort()
    for limit in limits:
        if weight <= limit:
            return map[limit]
    largest = int(limits[-1])
    parcels = (int(weight) + largest - 1) / largest
    return parcels * map[largest]


def total(lines):
    """Sum over (quantity, price) pairs."""
    return sum(map(lambda (quantity, price): quantity * price, lines))


def best_discount(amount, offers):
    """The offer that saves most; offers are (name, percent, minimum)."""
    usable = filter(lambda (name, percent, minimum): amount >= minimum,
                    list(offers))
    if not usable:
        return None
    usable.sort(lambda a, b: b[1] - a[1])
    return usable[0][0], discount(amount, usable[0][1])


def average(amounts):
    """Mean with cents; a float on purpose, for reports only."""
    if not len(amounts):
        return 0.0
    return float(sum(amounts)) / len(amounts)
