/* Suggestions under the search box while typing: cities, topics and titles as the API names them. Without this script, or where
   the API does not answer, the box is as it was. */
"use strict";
(() => {
  const box = document.querySelector("input[data-suggest]");
  if (!box) return;
  const list = document.createElement("datalist");
  list.id = "suggestions";
  box.after(list);
  box.setAttribute("list", list.id);
  const kinds = { city: "市区町村", topic: "主題", title: "案件" };
  let waiting = 0;
  let last = "";
  const fill = async (typed) => {
    const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`);
    if (!answer.ok || box.value.trim() !== typed) return;
    const { suggestions } = await answer.json();
    list.replaceChildren(...suggestions.map(({ kind, text, count }) => {
      const option = document.createElement("option");
      option.value = text;
      option.label = count === null ? kinds[kind] : `${kinds[kind]}・${count}件`;
      return option;
    }));
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    const typed = box.value.trim();
    if (!typed || typed === last || typed.length > 100) return; // 100: the API's limit
    waiting = setTimeout(() => { last = typed; fill(typed).catch(() => {}); }, 200); // a pause in typing
  });
})();
