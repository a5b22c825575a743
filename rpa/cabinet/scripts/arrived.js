({ landmark, loader }) => {
  const visible = (element) => element.getClientRects().length > 0;
  // A loader may also be hidden by a style that leaves it its place.
  const shown = (element) => element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  return [...document.querySelectorAll(landmark)].some(visible) && ![...document.querySelectorAll(loader)].some(shown);
}
