"use strict";

// Copy buttons.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const said = document.getElementById("said");
    try {
      await navigator.clipboard.writeText(source.value);
      said.value = button.textContent.replace("Copy", "Copied");
    } catch {
      source.hidden = false;
      source.select();
      said.value = "Press Ctrl+C";
    }
  });
}

// In a report without a server the page stands in the frame itself, to which a link cannot point.
for (const link of document.querySelectorAll("a[href^='about:srcdoc#']")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    window.frames["page"].location.replace(link.href);
  });
}

// The frame may have gone to the headline before the styles here gave it its width, of which a busy browser tells it late:
// go there again, and once or twice more until somebody is at work.
const frame = document.getElementById("page");
if (frame) {
  const begin = () => window.frames["page"].location.replace(frame.src || "about:srcdoc#begin");
  const atWork = new AbortController();
  const later = () => {
    if (!atWork.signal.aborted && !frame.matches(":hover") && document.activeElement !== frame) begin();
  };
  for (const sign of ["pointerdown", "keydown", "wheel"]) {
    addEventListener(sign, () => atWork.abort(), { once: true, passive: true, signal: atWork.signal });
  }
  addEventListener("load", () => {
    begin();
    for (const wait of [250, 1000]) setTimeout(later, wait);
  });
}

// A file dropped anywhere goes into the form.
const form = document.querySelector("[data-drop]");
if (form) {
  addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("over");
  });
  addEventListener("dragleave", () => document.body.classList.remove("over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("over");
    if (event.dataTransfer.files.length) {
      form.elements.file.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
}
