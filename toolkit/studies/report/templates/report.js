"use strict";
(function () {
  const root = document.documentElement;
  document.getElementById("look").addEventListener("click", function () {
    const dark = root.dataset.look ? root.dataset.look === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.look = dark ? "light" : "dark";
  });
  const collator = new Intl.Collator(root.lang, { numeric: false });
  function value(row, i) {
    const cell = row.cells[i];
    return cell.dataset.v !== undefined ? parseFloat(cell.dataset.v) : cell.textContent;
  }
  document.querySelectorAll("table.sortable").forEach(function (table) {
    const body = table.tBodies[0];
    table.querySelectorAll("thead th").forEach(function (head, i) {
      const button = head.querySelector("button");
      if (!button) return;
      button.addEventListener("click", function () {
        const down = head.getAttribute("aria-sort") === "ascending";
        table.querySelectorAll("thead th").forEach(function (h) { h.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = Array.from(body.rows);
        rows.sort(function (a, b) {
          const x = value(a, i), y = value(b, i);
          if (typeof x === "number" && typeof y === "number") {
            if (isNaN(x) || isNaN(y)) return (isNaN(x) ? 1 : 0) - (isNaN(y) ? 1 : 0);
            return down ? y - x : x - y;
          }
          const order = collator.compare(String(x), String(y));
          return down ? -order : order;
        });
        rows.forEach(function (row) { body.appendChild(row); });
      });
    });
    const box = document.querySelector('input[data-table="' + table.id + '"]');
    if (box) box.addEventListener("input", function () {
      const wanted = box.value.normalize("NFC").toLocaleLowerCase("vi");
      Array.from(body.rows).forEach(function (row) {
        row.hidden = wanted !== "" && row.textContent.toLocaleLowerCase("vi").indexOf(wanted) < 0;
      });
    });
  });
  let opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.from(document.querySelectorAll("details:not([open])"));
    opened.forEach(function (part) { part.open = true; });
  });
  addEventListener("afterprint", function () { opened.forEach(function (part) { part.open = false; }); });
})();
