"""Working days of the warehouse (not the calendar of the library)."""
import datetime

# months and days that are always free
HOLIDAYS = {(1, 1): 'New Year', (5, 1): 'May Day', (12, 25): 'Christmas',
            (12, 26): 'Boxing Day'}
ONE_DAY = datetime.timedelta(1)


def is_free(day):
    return day.weekday() >= 5 or HOLIDAYS.has_key((day.month, day.day))


class WorkingDays(object):
    """Endless iterator over the working days after a date."""

    def __init__(self, start):
        self.day = start

    def __iter__(self):
        return self

    def next(self):
        self.day = self.day + ONE_DAY
        while is_free(self.day):
            self.day = self.day + ONE_DAY
        return self.day


def delivery_day(ordered, days=2):
    """The day on which a parcel arrives that is ordered now."""
    working = WorkingDays(ordered)
    for i in xrange(int(days) - 1):
        working.next()
    return working.next()


def weeks(first, last):
    """Whole weeks between two days."""
    return int((last - first).days) / 7
