// How many elements each of the selectors finds, and where on the page the area of the picture is.
(area, selectors) => {
  const box = area.getBoundingClientRect();
  return {
    counts: selectors.map((css) => document.querySelectorAll(css).length),
    box: { x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height },
  };
}
