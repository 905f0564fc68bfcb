"""Stock, picking, parcels."""
