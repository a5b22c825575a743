"use strict";

// The live page's button calls a function of this name.
function continueToPK() {
  const form = document.getElementById("secureForm");
  document.getElementById("bContinue").disabled = true;
  form.submit();
}

// Heard by the document and before the button exists: no click on a button that can be seen is lost.
document.addEventListener("click", (event) => { if (event.target.id === "bContinue") continueToPK(); });
