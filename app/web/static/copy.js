/* Citations are copied at a click. Without this script, or without the right to write to the clipboard, the links lead to the
   citation on the page, from where it is copied by hand. */
"use strict";
(() => {
  if (!navigator.clipboard || !window.ClipboardItem) return;
  const told = document.createElement("span");
  told.className = "copied";
  told.setAttribute("role", "status");
  const tell = (beside) => {
    told.textContent = "";
    beside.after(told);
    told.textContent = "写しました";
  };
  // a promise, so that the click still counts when the answer comes
  const copy = (text) => navigator.clipboard.write([new ClipboardItem({
    "text/plain": Promise.resolve(text).then((ready) => new Blob([ready.trim()], { type: "text/plain" })),
  })]);
  const fetchText = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.text();
  };

  const talk = document.querySelector("[data-citation]");
  if (talk) {
    talk.addEventListener("click", (event) => {
      const link = event.target.closest("a.cite-this");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const utterance = encodeURIComponent(link.closest("li").id);
      copy(fetchText(`${talk.dataset.citation}?format=text&utterance=${utterance}`))
        .then(() => tell(link), () => { location.href = link.href; });
    });
  }

  const citation = document.getElementById("citation");
  const button = document.getElementById("copy-citation");
  if (citation && button) {
    button.hidden = false;
    button.addEventListener("click", () => copy(citation.textContent).then(() => tell(button), () => { button.hidden = true; }));
  }
})();
