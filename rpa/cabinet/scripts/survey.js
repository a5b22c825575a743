// What a picture has to know: how many elements each key finds, which keys hide another row than the captioned one, and
// where on the page the area of the picture is. A row that slipped in moves all rows below it.
(area, keys) => {
  const box = area.getBoundingClientRect();
  const said = (cell) => (cell?.textContent ?? "").replace(/\s+/g, " ").trim();
  const moved = ({ css, caption }) =>
    caption !== null &&
    ([...area.querySelectorAll(css)].some((cell) => said(cell.previousElementSibling) !== caption) ||
      [...area.querySelectorAll("td, th")].some(
        (cell) => said(cell) === caption && cell.nextElementSibling && !cell.nextElementSibling.matches(css)));
  return {
    counts: keys.map(({ css }) => document.querySelectorAll(css).length),
    moved: keys.map(moved),
    box: { x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height },
  };
}
