({ landmark, loader }) => {
  const visible = (css) => [...document.querySelectorAll(css)].some((element) => element.getClientRects().length > 0);
  return visible(landmark) && !visible(loader);
}
