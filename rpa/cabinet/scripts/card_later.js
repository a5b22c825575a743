// The card when it reads otherwise than it did: its pieces may come one after another.
({ card, was }) => {
  const now = (CARD)(card);
  return now && JSON.stringify(now) !== JSON.stringify(was) ? now : null;
}
