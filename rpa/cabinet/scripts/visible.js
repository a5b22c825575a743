(css) => [...document.querySelectorAll(css)].some((element) => element.getClientRects().length > 0)
