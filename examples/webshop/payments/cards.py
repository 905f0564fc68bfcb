"""Card numbers.  We must not store them, but we may check them."""

PREFIXES = {'4': 'visa', '51': 'mastercard', '52': 'mastercard',
            '53': 'mastercard', '54': 'mastercard', '55': 'mastercard',
            '34': 'amex', '37': 'amex'}
# eleven digits and up do not fit into an int on the old 32 bit machines
SMALLEST = 100000000000L


def digits(number):
    """Digits of a number that may have been typed with blanks."""
    if isinstance(number, (int, long)):
        number = str(number)
    return map(int, filter(lambda c: c.isdigit(), list(number)))


def luhn(number):
    found = digits(number)
    found.reverse()
    total = 0
    for position, digit in zip(xrange(len(found)), found):
        if position % 2:
            digit = digit * 2
            if digit > 9:
                digit -= 9
        total += digit
    return total % 10 == 0


def kind(number):
    text = ''.join(map(str, digits(number)))
    for length in 2, 1:
        if PREFIXES.has_key(text[:length]):
            return PREFIXES[text[:length]]
    return None


def valid(number):
    text = ''.join(map(str, digits(number)))
    if not text or long(text) < SMALLEST:
        return False
    return luhn(number) and kind(number) is not None


def mask(number):
    text = ''.join([str(d) for d in digits(number)])
    return 'X' * (len(text) - 4) + text[-4:]
