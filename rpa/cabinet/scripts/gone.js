// Nothing of this css is on screen any more (with `text`: nothing that says this).
({ css, text }) => ![...document.querySelectorAll(css)]
  .some((element) => element.getClientRects().length > 0 && (!text || element.innerText.includes(text)))
