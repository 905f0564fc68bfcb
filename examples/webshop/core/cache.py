"""Cache in files: survives restarts and is shared by all processes."""
import cPickle as pickle
import hashlib
import os
import time

# Bumped when something pickled changes its shape.
FORMAT = 3


class FileCache(object):
    def __init__(self, folder, mode=0644, clock=time.time):
        self.folder = folder
        self.mode = mode
        self.clock = clock
        self.stats = {'hit': 0L, 'miss': 0L}
        if not os.path.isdir(folder):
            os.makedirs(folder, 0755)

    def _path(self, key):
        digest = hashlib.md5(key.encode('utf-8')).hexdigest()
        return os.path.join(self.folder, '%s.%d' % (digest, FORMAT))

    def set(self, key, value, seconds=3600):
        path = self._path(key)
        temporary = path + '.tmp'
        file = open(temporary, 'wb')
        try:
            pickle.dump((self.clock() + seconds, value), file, 2)
        finally:
            file.close()
        os.chmod(temporary, self.mode)
        os.rename(temporary, path)

    def get(self, key, default=None):
        try:
            file = open(self._path(key), 'rb')
        except IOError, (number, reason):      # errno and its text
            if number <> 2:      # anything but "no such file"
                raise
            self.stats['miss'] += 1
            return default
        try:
            expires, value = pickle.load(file)
        finally:
            file.close()
        if expires <= self.clock():
            self.stats['miss'] += 1
            return default
        self.stats['hit'] += 1
        return value

    def delete(self, key):
        try:
            os.unlink(self._path(key))
        except OSError, e:
            pass

    def ratio(self):
        """Hits per hundred requests, as a whole number."""
        total = int(self.stats['hit'] + self.stats['miss'])
        if not total:
            return 0
        return int(self.stats['hit']) * 100 / total

    def clear(self):
        names = os.listdir(self.folder)
        map(lambda name: os.unlink(os.path.join(self.folder, name)), names)
        return len(names)


def cached(cache, key, compute, seconds=60):
    """The value of key, computed when it is not there."""
    value = cache.get(key)
    if value is None:
        value = compute()
        cache.set(key, value, seconds)
    return value
