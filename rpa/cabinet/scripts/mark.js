// Remember the element on screen, so that the next reading can't take an old card for a new one.
({ status }) => {
  const state = document.querySelector(status);
  if (state) state.robotSawIt = true;
}
