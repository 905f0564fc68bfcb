"""What we sell: categories, products, search, import of supplier lists."""
