"use strict";
(function () {
  const root = document.documentElement;
  function all(selector, inside) { return Array.from((inside || document).querySelectorAll(selector)); }
  document.getElementById("look").addEventListener("click", function () {
    const dark = root.dataset.look ? root.dataset.look === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.look = dark ? "light" : "dark";
  });

  // Tables: sorted by a heading, searched by words.
  const collator = new Intl.Collator(root.lang, { numeric: false });
  function value(row, i) {
    const cell = row.cells[i];
    return cell.dataset.v !== undefined ? parseFloat(cell.dataset.v) : cell.textContent;
  }
  all("table.sortable").forEach(function (table) {
    const body = table.tBodies[0];
    all("thead th", table).forEach(function (head, i) {
      const button = head.querySelector("button");
      if (!button) return;
      button.addEventListener("click", function () {
        const down = head.getAttribute("aria-sort") === "ascending";
        all("thead th", table).forEach(function (h) { h.removeAttribute("aria-sort"); });
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

  // The course: a period pointed at, tapped or chosen by arrow keys is told in every panel beside it.
  function pick(group, place) {
    all(".panel", group).forEach(function (panel) {
      let chosen = null;
      all("circle", panel).forEach(function (dot) {
        const here = dot.getAttribute("cx") === place;
        dot.classList.toggle("picked", here);
        if (here) chosen = dot;
      });
      if (!chosen) return;
      panel.querySelector(".read span").textContent = chosen.querySelector("title").textContent;
      panel.querySelector(".read a").setAttribute("href", chosen.dataset.href);
    });
  }
  function places(panel) { return all("circle", panel).map(function (dot) { return dot.getAttribute("cx"); }); }
  all(".panels").forEach(function (group) {
    all(".panel", group).forEach(function (panel) {
      const plot = panel.querySelector("svg");
      function nearest(event) {
        const box = plot.getBoundingClientRect(), at = 100 * (event.clientX - box.left) / box.width;
        const known = places(panel);
        if (known.length) pick(group, known.reduce(function (a, b) {
          return Math.abs(parseFloat(b) - at) < Math.abs(parseFloat(a) - at) ? b : a;
        }));
      }
      plot.addEventListener("pointermove", nearest);
      plot.addEventListener("click", nearest);
      panel.addEventListener("keydown", function (event) {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!step || event.target !== panel) return;
        const known = places(panel), now = panel.querySelector(".picked");
        const i = now ? known.indexOf(now.getAttribute("cx")) + step : known.length - 1;
        if (known[i]) pick(group, known[i]);
        panel.querySelector(".read").setAttribute("aria-live", "polite");
        event.preventDefault();
      });
    });
  });

  // One scale for all panels, or each panel on its own: places are per cent of the height, so a factor does it.
  const places_y = ["y1", "y2", "cy"];
  function stretch(panel, factor) {
    all(".line, .span, circle", panel).forEach(function (mark) {
      places_y.forEach(function (name) {
        const given = mark.getAttribute(name);
        if (given === null) return;
        if (!mark.dataset[name]) mark.dataset[name] = given;
        mark.setAttribute(name, (100 - (100 - parseFloat(mark.dataset[name])) * factor).toFixed(2) + "%");
      });
    });
    const ticks = all(".grid, text.y", panel);
    ticks.forEach(function (tick) {
      const name = tick.classList.contains("y") ? "y" : "y1";
      if (!tick.dataset.at) tick.dataset.at = tick.getAttribute(name);
      const up = (100 - parseFloat(tick.dataset.at)) * factor;
      const shown = up <= 100.01;
      tick.style.setProperty("display", shown ? "" : "none");
      [name].concat(name === "y1" ? ["y2"] : []).forEach(function (own) { tick.setAttribute(own, (100 - up).toFixed(2) + "%"); });
    });
  }
  function highest(panel) {
    const tops = all(".span", panel).concat(all("circle", panel)).map(function (mark) {
      const given = mark.dataset.y2 || mark.dataset.cy || mark.getAttribute("y2") || mark.getAttribute("cy");
      return 100 - parseFloat(given);
    });
    return Math.max.apply(null, tops.concat([1]));
  }
  const scale = document.getElementById("scale");
  if (scale) scale.addEventListener("click", function () {
    const own = scale.getAttribute("aria-pressed") !== "true";
    scale.setAttribute("aria-pressed", String(own));
    all("#figure-course .panel").forEach(function (panel) { stretch(panel, own ? 100 / highest(panel) : 1); });
  });

  // Contents: open beside the page, closed above it on a narrow screen; the section in sight is marked.
  const toc = document.getElementById("toc");
  const narrow = matchMedia("(max-width: 1079px)");
  function fold() { toc.open = !narrow.matches; }
  if (toc) {
    fold();
    narrow.addEventListener("change", fold);
    all("a", toc).forEach(function (link) { link.addEventListener("click", function () { if (narrow.matches) toc.open = false; }); });
    const links = {};
    all('a[href^="#"]', toc).forEach(function (link) { links[link.getAttribute("href").slice(1)] = link; });
    const watch = new IntersectionObserver(function (seen) {
      seen.forEach(function (one) {
        if (!one.isIntersecting) return;
        all("a[aria-current]", toc).forEach(function (link) { link.removeAttribute("aria-current"); });
        links[one.target.id].setAttribute("aria-current", "true");
      });
    }, { rootMargin: "0px 0px -75% 0px" });
    Object.keys(links).forEach(function (id) { const part = document.getElementById(id); if (part) watch.observe(part); });
  }

  let opened = []; // on paper stands what the reader has opened, and every caution
  addEventListener("beforeprint", function () {
    opened = all(".cautions details:not([open])");
    opened.forEach(function (part) { part.open = true; });
  });
  addEventListener("afterprint", function () { opened.forEach(function (part) { part.open = false; }); });
})();
