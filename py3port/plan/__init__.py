"""The ordered work: which rule on which app comes next, computed from the code each time."""
