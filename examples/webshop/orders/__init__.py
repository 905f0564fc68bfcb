"""Cart, checkout, orders, mails about them."""
