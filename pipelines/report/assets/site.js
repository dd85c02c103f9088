// What the pages can do beyond being read: search, sorting, and what a mark of a chart stands for.
"use strict";

const root = document.documentElement.dataset.root;
const folded = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

function search() {
  const box = document.querySelector(".search");
  const input = box.querySelector("input");
  const list = box.querySelector("ul");
  const status = box.querySelector("[role=status]");
  const entries = (window.searchIndex || []).map(([kind, name, page, detail]) => ({
    kind, name, page, detail, text: folded(`${name} ${kind} ${detail}`), start: folded(name),
  }));
  let chosen = -1;
  box.hidden = false;

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    chosen = -1;
  };
  const choose = (place) => {
    const options = [...list.children];
    options.forEach((one, i) => one.setAttribute("aria-selected", String(i === place)));
    chosen = place;
    if (place < 0) return;
    input.setAttribute("aria-activedescendant", options[place].id);
    options[place].scrollIntoView({ block: "nearest" });
  };
  const open = (page) => { window.location.href = root + page; };
  const found = (query) => {
    const words = folded(query).split(" ");
    const matches = entries.filter((one) => words.every((word) => one.text.includes(word)));
    const rank = (one) => (one.start.startsWith(words.join(" ")) ? 0 : one.start.includes(words[0]) ? 1 : 2);
    return matches.sort((a, b) => rank(a) - rank(b));
  };
  const show = () => {
    const matches = folded(input.value) ? found(input.value) : [];
    list.replaceChildren(...matches.slice(0, 12).map((one, i) => {
      const option = document.createElement("li");
      const detail = document.createElement("small");
      option.id = `found-${i}`;
      option.role = "option";
      option.dataset.page = one.page;
      option.textContent = one.name;
      detail.textContent = [one.kind, one.detail].filter(Boolean).join(" · ");
      option.append(detail);
      return option;
    }));
    status.textContent = folded(input.value) ? `${matches.length} found` : "";
    if (!matches.length) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(0);
  };

  input.addEventListener("input", show);
  input.addEventListener("focus", show);
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : 0);
    else if (event.key === "ArrowUp") choose(chosen > 0 ? chosen - 1 : last);
    else if (event.key === "Escape") return close();
    else if (event.key === "Enter" && chosen >= 0) return open(list.children[chosen].dataset.page);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("li");
    if (option) open(option.dataset.page);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/INPUT|TEXTAREA/.test(event.target.tagName)) {
      event.preventDefault();
      input.focus();
    }
  });
}

function sorting() {
  const value = (row, column) => {
    const cell = row.cells[column];
    if (cell.querySelector(".unknown")) return null;
    return "order" in cell.dataset ? Number(cell.dataset.order) : cell.textContent.trim();
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  const sort = (table, heads, column) => {
    const rising = heads[column].getAttribute("aria-sort") !== "ascending";
    heads.forEach((one) => one.removeAttribute("aria-sort"));
    heads[column].setAttribute("aria-sort", rising ? "ascending" : "descending");
    const rows = [...table.tBodies[0].rows].map((row) => [value(row, column), row]);
    // Unknown values stay last, whichever way.
    rows.sort(([a], [b]) =>
      a === null || b === null ? (a === null) - (b === null) : rising ? compare(a, b) : compare(b, a));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  };
  for (const table of document.querySelectorAll("body:not(.source) table")) {
    if (table.tBodies[0].rows.length < 3) continue;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, heads, column));
      head.append(button);
    });
  }
}

function charts() {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const owner = (mark) => mark.dataset.tip.replace(/^\d+\s+/, "").split(": ")[0];
  for (const chart of document.querySelectorAll("svg.chart")) {
    const marks = [...chart.querySelectorAll("[data-tip]")];
    chart.addEventListener("pointermove", (event) => {
      const mark = event.target.closest("[data-tip]");
      tip.hidden = !mark;
      chart.classList.toggle("chosen", Boolean(mark));
      if (!mark) return;
      marks.forEach((one) => one.classList.toggle("chosen", owner(one) === owner(mark)));
      tip.textContent = mark.dataset.tip;
      const left = Math.min(event.clientX + 12, window.innerWidth - tip.offsetWidth - 8);
      tip.style.left = `${left}px`;
      tip.style.top = `${event.clientY + 14}px`;
    });
    chart.addEventListener("pointerleave", () => {
      tip.hidden = true;
      chart.classList.remove("chosen");
    });
  }
}

search();
sorting();
charts();
