// Squarified treemap layout (Bruls, Huizing, van Wijk): rectangles as near to squares as their sizes allow.

// Calls place(item, box) for each item; items are sorted by falling `size`, all above zero.
function squarify(items, box, place) {
  let { x, y, width, height } = box;
  let left = items.reduce((sum, item) => sum + item.size, 0);
  let start = 0;
  while (start < items.length && width > 0 && height > 0) {
    const short = Math.min(width, height);
    const scale = (width * height) / left;
    let end = start;
    let area = 0;
    let worst = Infinity;
    while (end < items.length) {
      const next = area + items[end].size * scale;
      const ratio = worstRatio(items[start].size * scale, items[end].size * scale, { sum: next, side: short });
      if (ratio > worst) break;
      [area, worst] = [next, ratio];
      end++;
    }
    const depth = area / short;
    let along = 0;
    for (const item of items.slice(start, end)) {
      const length = (item.size * scale) / depth;
      place(item, width >= height
        ? { x, y: y + along, width: depth, height: length }
        : { x: x + along, y, width: length, height: depth });
      along += length;
      left -= item.size;
    }
    if (width >= height) [x, width] = [x + depth, width - depth];
    else [y, height] = [y + depth, height - depth];
    start = end;
  }
}

// The worse of the proportions of the biggest and the smallest rectangle in a row of this total area.
function worstRatio(biggest, smallest, { sum, side }) {
  const square = (sum / side) ** 2;
  return Math.max(biggest / square, square / smallest);
}
