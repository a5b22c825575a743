(css) => [...document.querySelectorAll(css)].map((element) => element.textContent)
