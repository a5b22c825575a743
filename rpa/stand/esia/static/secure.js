"use strict";

// The live page's button calls a function of this name.
function continueToPK() {
  const form = document.getElementById("secureForm");
  document.getElementById("bContinue").disabled = true;
  form.submit();
}

document.getElementById("bContinue").addEventListener("click", continueToPK);
