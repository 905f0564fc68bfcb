"""Tables of the accounts app."""
from core.orm import BooleanField, IntegerField, Model, TextField


class Customer(Model):
    table = 'customers'

    email = TextField()
    name = TextField()
    password = TextField()
    is_admin = BooleanField(default=False)
    orders = IntegerField(default=0)

    def __nonzero__(self):
        """A customer who has no id yet is nobody."""
        return self.id is not None
