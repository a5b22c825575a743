(boxes) => boxes.map((label) => ({
  caption: label.innerText.replace(/\s+/g, " ").trim(),
  checked: label.querySelector("input").checked,
}))
