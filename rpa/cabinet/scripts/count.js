(root, selectors) => selectors.map((css) => root.querySelectorAll(css).length)
