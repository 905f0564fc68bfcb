"""Who wants to know what: 'saved', 'order placed', 'stock low' ..."""

_receivers = {}


def connect(signal, receiver):
    _receivers.setdefault(signal, []).append(receiver)
    return receiver


def disconnect(signal, receiver):
    if _receivers.has_key(signal) and receiver in _receivers[signal]:
        _receivers[signal].remove(receiver)


def send(signal, **arguments):
    """Call everyone; returns the list of what they returned."""
    return map(lambda receiver: receiver(**arguments),
               _receivers.get(signal, []))


def known():
    names = [name for name, receivers in _receivers.items() if receivers]
    names.sort()
    return names
