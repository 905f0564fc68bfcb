# -*- coding: latin-1 -*-
"""Mails to customers, and the greeting cards of the shipping department.

The mail gateway at the Münster office wants ISO-8859-1, nothing else; ask
Jörg before you change that.
"""
import io
import os
from email.MIMEText import MIMEText

SHOP = 'Kontor'
# Für die Karten: der Drucker liest die Datei so, wie sie ist
GREETING = 'Viele Grüße aus Münster'
SUBJECT = u'Ihre Bestellung für %d Artikel'


def confirmation(customer, order):
    """The mail as a dictionary: what goes out is made by `as_message`."""
    lines = [u'Bestellung %d' % order.number, u'']
    count = 0
    for line in order.lines():
        count += line.quantity
        lines.append(u'%3d x %s' % (line.quantity, line.name))
    lines += [u'', u'Summe: %d Cent' % order.total, u'Schöne Grüße']
    return {'to': customer.email, 'subject': SUBJECT % count,
            'text': u'\n'.join(lines)}


def as_message(mail):
    """Message with plain ASCII headers, for the reminder of the test shop."""
    message = MIMEText('Your order has been received.\n')
    message['From'] = '%s <orders@example.com>' % SHOP
    message['To'] = str(mail['to'])
    message['Subject'] = '[%s] order' % SHOP
    return message


def spool(mail, folder, number):
    """Write a mail where the gateway fetches it; returns the path."""
    path = os.path.join(folder, '%06d.txt' % number)
    out = io.open(path, 'w', encoding='latin-1')
    try:
        for name in sorted(mail.keys()):        # erst Empfänger, dann Text
            if name <> 'text':
                out.write(u'%s: %s\n' % (name, mail[name]))
        out.write(u'\n' + mail['text'] + u'\n')
    finally:
        out.close()
    os.chmod(path, 0640)
    return path


def greeting_card(path):
    card = open(path, 'w')
    try:
        print >>card, GREETING
    finally:
        card.close()
