// Presses a button as a person's click would, if such a click would reach it at this moment; tells whether it did.
(button) => {
  if (button.closest(":disabled, [disabled], [aria-disabled=true]")) return false;
  if (!button.getClientRects().length || getComputedStyle(button).visibility !== "visible") return false;
  const hit = () => {
    const box = button.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return top !== null && button.contains(top);
  };
  if (!hit()) {
    button.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    if (!hit()) return false;
  }
  button.click();
  return true;
}
