"use strict";
// The explorer, in a page (boot) or a notebook (render, added there): everything from outside is put in as text.
const unpack = async (bytes) => JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text());

const PARTS = ["theme", "from", "to", "outlet", "q", "copies", "doc"];
const REST = "~"; // the outlets too rare for a line of their own
const stateOf = (hash) => {
  const given = new URLSearchParams(String(hash).replace(/^#/, ""));
  return Object.fromEntries(PARTS.map((name) => [name, given.get(name) || ""]));
};
const hashOf = (state) => "#" + PARTS.filter((name) => state[name]).map((name) => name + "=" + encodeURIComponent(state[name])).join("&");

// --- letters: as words/finding.py folds them, of the same length, so that places hold
const TONES = ["\u0300", "\u0301", "\u0303", "\u0309", "\u0323"];
const PLACED = new Map();
for (const [one, two] of ["oa", "oe", "uy"]) for (const tone of TONES) PLACED.set(one + (two + tone).normalize("NFC"), (one + tone).normalize("NFC") + two);
const NEW = new RegExp("[ou][" + [...new Set([...PLACED.keys()].map((pair) => pair[1]))].join("") + "]", "g");
const isLetter = (c) => c !== undefined && c > "@" && /\p{L}/u.test(c);
const replaced = (found, at, text) => (PLACED.has(found) && text[at - 1] !== "q" && !isLetter(text[at + 2]) ? PLACED.get(found) : found);
const lower = (text) => {
  const low = text.toLowerCase();
  return low.length === text.length ? low : Array.from({ length: text.length }, (_, i) => { const c = text[i].toLowerCase(); return c.length === 1 ? c : text[i]; }).join("");
};
const fold = (text) => lower(text).replace(NEW, replaced).replace(/[^\S ]|_/g, " ");
const bareOf = (letter) => { const c = letter.normalize("NFD")[0].toLowerCase(); return c === "đ" || c === "ð" ? "d" : c; };
const bare = (folded) => folded.replace(/[^\x00-\x7f\ud800-\udfff]/g, bareOf);
const isWord = (c) => c !== undefined && /[\p{L}\p{N}\p{M}]/u.test(c);
// --- words asked for: one pattern on the text as it stands, since to fold millions of letters first takes half a second
const SPELT = new Map(), SPELT_BARE = new Map(); // folded letter → the letters that fold to it, filled by the first search
const spell = () => {
  for (let code = 0x21; code < 0x2200; code += 1) {
    const letter = String.fromCharCode(code), low = lower(letter);
    for (const [spelt, own] of [[SPELT, low], [SPELT_BARE, bareOf(low)]]) spelt.set(own, (spelt.get(own) || "") + letter);
  }
};
const NEWER = new Map([...PLACED].map(([newer, older]) => [older, newer]));
const finderOf = (wanted) => { // folded words → (text → where they stand in it as whole words), blind to diacritics where they have none
  if (!SPELT.size) spell();
  const blind = bare(wanted) === wanted, spelt = blind ? SPELT_BARE : SPELT;
  const classOf = (c) => (c === " " ? "[\\s_]" : "[" + (spelt.get(c) || c).replace(/[\\\]^-]/g, "\\$&") + "]"), classes = (letters) => letters.split("").map(classOf).join("");
  const placed = (older) => "(?:" + classes(older) + "|" + classes(NEWER.get(older)) + ")", older = new RegExp("(" + [...NEWER.keys()].join("|") + ")");
  const body = blind ? classes(wanted) : wanted.split(older).map((piece) => (NEWER.has(piece) ? placed(piece) : classes(piece))).join("");
  const pattern = new RegExp("(?<![A-Za-z])" + body + "(?![A-Za-z])", "g"), moved = !blind && older.test(wanted), n = wanted.length;
  return (text) => {
    const found = [];
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const at = match.index;
      pattern.lastIndex = at + 1;
      if (!isWord(text[at - 1]) && !isWord(text[at + n]) && (!moved || fold(text.slice(at, at + n)) === wanted)) found.push(at);
    }
    return found;
  };
};
const LONGEST_TERM = 6;
const termsIn = (folded, terms) => { // runs of syllables that are terms, the longest first, as evidence/passages.py finds them
  const syllables = [...folded.matchAll(/[\p{L}\p{N}_]+/gu)], found = [];
  for (let i = 0; i < syllables.length; i += 1) {
    for (let j = Math.min(syllables.length, i + LONGEST_TERM); j > i; j -= 1) {
      const term = syllables.slice(i, j).map((s) => s[0]).join("_");
      if (terms.has(term)) {
        found.push([syllables[i].index, syllables[j - 1].index + syllables[j - 1][0].length, term]);
        break;
      }
    }
  }
  return found;
};
const linesOf = (text) => [...text.matchAll(/[^\n]*\S[^\n]*/g)].map((m) => [m.index, m.index + m[0].length]);
const bestLine = (text, weights) => {
  let best = -Infinity, span = [0, text.length];
  for (const [a, b] of linesOf(text)) {
    const own = new Set(termsIn(fold(text.slice(a, b)), weights).map((f) => f[2]));
    let weight = 0;
    for (const term of own) weight += weights.get(term);
    weight /= Math.sqrt(Math.max(b - a, 200));
    if (weight > best + 1e-12) { best = weight; span = [a, b]; }
  }
  return span;
};

const rounded = (x, digits) => { // as Python does it in the report: of an exact half the even digit, every other digit by the whole number
  const exact = Math.abs(x).toFixed(digits + 30), cut = exact.slice(0, -30).replace(/\.$/, "");
  const half = /^50*$/.test(exact.slice(-30)) && "02468".includes(cut.at(-1));
  return Math.sign(x) * Number(half ? cut : Math.abs(x).toFixed(digits));
};

const explore = (root, page, host) => {
  const words = page.words, tongue = page.language === "vi" ? "vi-VN" : "en-GB";
  const say = (key, fields) => words[key].replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  const whole = (n) => new Intl.NumberFormat(tongue).format(n);
  const decimal = (x, digits) => new Intl.NumberFormat(tongue, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(rounded(x, digits)).replace("-", "−");
  const SVG = "http://www.w3.org/2000/svg", SHAPES = new Set(["svg", "g", "circle", "line", "rect", "path", "text", "title"]);
  const make = (tag, attributes, ...inside) => {
    const made = SHAPES.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value === true ? "" : String(value));
    made.append(...inside.filter((one) => one !== undefined && one !== null));
    return made;
  };
  const link = (state, attributes, ...inside) => make("a", { href: hashOf(state), "data-go": hashOf(state), ...attributes }, ...inside);

  // --- what is explored
  const documents = page.documents, n_documents = documents.id.length, part = !!page.units.start;
  const running = (steps) => { let at = 0; return Int32Array.from(steps, (step) => (at += step)); };
  const documentOf = running(page.units.document), storyOf = page.units.story, n_units = documentOf.length;
  const subjects = page.subjects.map((s) => {
    return { ...s, units: s.u, weights: new Map(Object.entries(s.weights)), terms: new Set(s.speaks), isSeed: new Set(s.seeds.map((t) => t.replaceAll(" ", "_"))) };
  });
  const tint = (subject) => (subject && subject.colour >= 0 ? "t" + subject.colour : ""); // the colour of the theme in every figure
  const subjectOf = new Map(subjects.map((s) => [s.key, s]));
  const idOf = (unit) => (part ? page.units.id[unit] : documents.id[documentOf[unit]]);
  const unitOf = new Map(Array.from({ length: n_units }, (_, u) => [idOf(u), u]));
  const documentAt = new Map(documents.id.map((id, d) => [id, d]));
  const textOf = (d) => (page.texts ? documents.text[d] : "");
  const spanOf = (unit) => (part ? [page.units.start[unit], page.units.start[unit] + page.units.length[unit]] : [0, textOf(documentOf[unit]).length]);
  const outletName = (name) => name || words.other_outlets;

  // --- which passages
  const nowhere = () => [];
  let asked = "", letters = 0, placesIn = nowhere, hits = null; // of the words asked for last: places in a text; document → places, once a list asks
  const ask = (q) => {
    if (q === asked) return;
    const wanted = fold(q.normalize("NFC")).split(" ").filter(Boolean).join(" ");
    [asked, letters, placesIn, hits] = [q, wanted.length, wanted ? finderOf(wanted) : nowhere, null];
  };
  const hitsOf = (q) => {
    ask(q);
    if (hits) return hits;
    hits = new Map();
    for (let d = 0; d < n_documents; d += 1) {
      const places = placesIn(page.texts ? textOf(d) : documents.title[d]);
      if (places.length) hits.set(d, places);
    }
    return hits;
  };
  const rangeOf = (state) => {
    if (!state.from && !state.to) return null;
    let first = 0, last = page.periods.length - 1;
    while (first <= last && page.periods[first].slice(0, state.from.length) < state.from) first += 1;
    while (state.to && last >= first && page.periods[last].slice(0, state.to.length) > state.to) last -= 1;
    return [first, last];
  };
  const rowsOf = (state) => {
    const subject = subjectOf.get(state.theme), range = rangeOf(state), hits = state.q ? hitsOf(state.q) : null;
    const outlet = state.outlet ? page.outlets.indexOf(state.outlet === REST ? "" : state.outlet) : null;
    const rows = [], byStory = new Map(), counts = new Array(page.periods.length).fill(0);
    let n = 0;
    const look = (unit, value) => {
      const d = documentOf[unit];
      if (outlet !== null && documents.outlet[d] !== outlet) return;
      if (hits) {
        const places = hits.get(d);
        if (!places) return;
        if (part && page.texts) { const [a, b] = spanOf(unit); if (!places.some((p) => p >= a && p < b)) return; }
      }
      const p = documents.period[d];
      if (p >= 0) counts[p] += 1;
      if (range && !(p >= range[0] && p <= range[1])) return;
      n += 1;
      const first = state.copies ? undefined : byStory.get(storyOf[unit]);
      if (first) { first.copies += 1; return; }
      const row = { unit, value, copies: 0 };
      byStory.set(storyOf[unit], row);
      rows.push(row);
    };
    if (subject) subject.units.forEach((unit, i) => look(unit, subject.v[i] / 100));
    else for (let u = 0; u < n_units; u += 1) look(u, null);
    return { rows, n, counts };
  };

  // --- text with its marks
  const marked = (text, subject, q) => {
    const kind = new Uint8Array(text.length), low = fold(text);
    if (subject) for (const [a, b, term] of termsIn(low, subject.terms)) if (!kind[a]) kind.fill(subject.isSeed.has(term) ? 2 : 1, a, b);
    ask(q);
    for (const at of placesIn(text)) kind.fill(3, at, at + letters);
    const made = [];
    for (let from = 0; from < text.length;) {
      let to = from + 1;
      while (to < text.length && kind[to] === kind[from]) to += 1;
      const piece = text.slice(from, to);
      made.push(kind[from] ? make("mark", { class: ["", "word", "seed", "hit"][kind[from]] }, piece) : piece);
      from = to;
    }
    return made;
  };
  const LONGEST = 700;
  const passageOf = (unit, subject, q) => { // the span that is shown of a unit: a part is itself, of a document its best line
    const d = documentOf[unit], text = textOf(d), hits = q ? hitsOf(q).get(d) || [] : [];
    const [a, b] = spanOf(unit);
    if (part) return [a, b];
    if (hits.length) {
      const lines = linesOf(text).filter(([x, y]) => hits.some((h) => h >= x && h < y));
      if (lines.length) return lines[0];
    }
    return subject && subject.weights.size ? bestLine(text, subject.weights) : linesOf(text)[0] || [0, text.length];
  };
  const shortened = (text, q, subject) => {
    if (text.length <= LONGEST) return text;
    ask(q);
    const at = q ? placesIn(text)[0] || 0 : subject ? (termsIn(fold(text), subject.terms)[0] || [0])[0] : 0;
    const from = Math.max(0, Math.min(at - LONGEST / 3, text.length - LONGEST));
    return (from ? "…" : "") + text.slice(from, from + LONGEST) + (from + LONGEST < text.length ? "…" : "");
  };

  // --- figures
  const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);
  const figureText = (figures, value) => (value === null ? "–" : figures.index ? decimal(value, 2) : decimal(100 * value, 1) + "%");
  const intervalText = (figures, row) => (!row[4] ? words.thin_interval : row[1] === null || row[2] === null ? words.no_interval : say("interval", { level: Math.round(100 * figures.level), low: figureText(figures, row[1]), high: figureText(figures, row[2]) }));
  const rowsFor = (figures, subject) => (Object.hasOwn(figures.rows, subject.key) ? figures.rows[subject.key] : null); // a theme may be called constructor
  const ticksOf = (low, high) => { // round values from below the lowest to above the highest
    const rough = (high - low || 1) / 3, power = 10 ** Math.floor(Math.log10(rough)), size = [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough * 0.999);
    const made = [];
    for (let i = Math.floor(low / size + 1e-9); i * size < high + size * 0.999; i += 1) made.push(i * size);
    return made;
  };
  const tickText = (figures, value, step) => {
    const digits = Math.max(0, -Math.floor(Math.log10(figures.index ? step : 100 * step) + 1e-9));
    return figures.index ? decimal(value, digits) : decimal(100 * value, digits) + "%";
  };
  const stepOf = (label, end) => {
    const range = rangeOf(end ? { from: "", to: label } : { from: label, to: "" });
    return range ? range[end ? 1 : 0] : 0;
  };
  const unfiltered = { outlet: "", q: "", doc: "" }; // a figure is of all articles: so is what it leads to
  const course = (state, subject, counts) => {
    const width = Math.max(280, Math.min(root.clientWidth, 1280) - (root.clientWidth >= 992 ? 380 : 32)), left = 46, right = 10, n = Math.max(page.periods.length, 1);
    const x = (step) => left + ((step + 0.5) * (width - left - right)) / n, half = (width - left - right) / n / 2;
    const every = Math.ceil((n * 44) / (width - left - right)), drawn = [];
    const range = rangeOf(state);
    for (const figures of page.figures) {
      const rows = subject && rowsFor(figures, subject);
      if (!rows || !rows.some((row) => row[0] !== null)) continue;
      const sure = rows.filter((row) => row[4] && row[1] !== null), shown = (sure.length ? sure : rows).flatMap((row) => row.slice(0, 3)).filter((v) => v !== null), height = 190, top = 12, foot = 24;
      const ticks = ticksOf(figures.index ? Math.min(...shown) : 0, Math.max(...shown, figures.index ? -Infinity : 0.01)), low = ticks[0], size = ticks.at(-1) - low, high = ticks.at(-1);
      const y = (v) => top + ((high - Math.min(Math.max(v, low), high)) * (height - top - foot)) / size, out = (v) => v > high || v < low;
      const told = figures.periods.map(([label], i) => label + ": " + figureText(figures, rows[i][0]) + " (" + intervalText(figures, rows[i]) + ")").join("; ");
      const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": subject.label + ", " + figures.measure + ": " + told, class: "course" });
      for (const v of ticks) svg.append(make("line", { class: "axis", x1: left, x2: width - right, y1: y(v), y2: y(v) }), make("text", { class: "quietly", x: left - 5, y: y(v) + 4, "text-anchor": "end" }, tickText(figures, v, ticks[1] - ticks[0])));
      figures.periods.forEach(([label, from, to], i) => {
        const a = stepOf(from, false), b = stepOf(to, true), middle = (x(a) + x(b)) / 2, [estimate, lo, hi, , enough] = rows[i];
        if (estimate === null) return;
        const group = make("g", { "data-go": hashOf({ ...state, ...unfiltered, from, to }), "data-focus": "list", "data-figure": label }, make("title", {}, label + ": " + figureText(figures, estimate) + "; " + intervalText(figures, rows[i])));
        group.append(make("rect", { class: "target", x: x(a) - half, width: x(b) - x(a) + 2 * half, y: 0, height: height - foot + 4 }));
        if (lo !== null && hi !== null && enough) group.append(make("line", { class: "whisker", x1: middle, x2: middle, y1: y(hi), y2: y(lo) }));
        if (out(estimate)) group.append(make("path", { class: "thin", d: `M${middle - 7} ${y(estimate)}h14l-7 ${estimate > high ? -11 : 11}Z` }));
        else group.append(make("circle", { class: enough ? "point" : "thin", cx: middle, cy: y(estimate), r: 6 }));
        svg.append(group);
        if (b > a || figures.periods.length * 44 < width || i % every === 0) svg.append(make("text", { class: "quietly", x: middle, y: height - 6, "text-anchor": "middle" }, label));
      });
      const known = rows.map((row) => row[0] !== null), [first, last] = [known.indexOf(true), known.lastIndexOf(true)]; // what lies outside has no figure
      const listed = figures.periods.map(([label, from, to], i) => i >= first && i <= last && make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, link({ ...state, ...unfiltered, from, to }, { "data-focus": "list", "data-figure": label, "aria-current": state.from === from && state.to === to ? "true" : undefined }, figureText(figures, rows[i][0]))), make("td", { class: "quiet" }, last - first >= 8 && !rows[i][4] ? words.thin_short : intervalText(figures, rows[i])), make("td", { class: "quiet" }, say("n_articles", { n: whole(rows[i][3]) })))).filter(Boolean);
      if (page.figures.length > 1) drawn.push(make("h3", {}, figures === page.figures[0] ? words.levels : words.course));
      drawn.push(make("p", { class: "quiet" }, capital(figures.measure) + (figures.index ? ", " + words.index_told : "") + ". " + words.figures_told + (rows.some((row) => row[0] !== null && out(row[0])) ? " " + words.beyond_told : "")), svg, make("table", { class: listed.length > 8 ? "figures many" : "figures" }, make("tbody", {}, ...listed)));
    }
    if (drawn.length && (state.outlet || state.q)) drawn.push(make("p", { class: "quiet" }, words.figures_of_all));
    const rows = page.groups && subject && rowsFor(page.groups, subject);
    if (rows) {
      const body = page.groups.periods.map(([label], i) => make("tr", {}, make("th", { scope: "row" }, label), make("td", {}, link({ ...state, ...unfiltered, outlet: page.outlets.includes(label) ? label : "", from: "", to: "" }, { "data-focus": "list", "data-outlet": label }, figureText(page.groups, rows[i][0]))), make("td", { class: "quiet" }, intervalText(page.groups, rows[i])), make("td", { class: "quiet" }, say("n_articles", { n: whole(rows[i][3]) }))));
      drawn.push(make("details", {}, make("summary", {}, words.groups), make("table", { class: "figures" }, make("tbody", {}, ...body))));
    }
    if (page.periods.length) {
      const height = 92, foot = 22, high = Math.max(1, ...counts);
      const told = page.periods.map((label, i) => label + ": " + counts[i]).join("; ");
      const svg = make("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words.found_by_period + ": " + told, class: "bars" });
      page.periods.forEach((label, i) => {
        const size = (counts[i] * (height - foot - 16)) / high, inside = !range || (i >= range[0] && i <= range[1]);
        const group = make("g", { "data-go": hashOf({ ...state, from: label, to: label, doc: "" }), "data-focus": "list", "data-step": label }, make("title", {}, label + ": " + whole(counts[i])));
        group.append(make("rect", { class: "target", x: x(i) - half, width: 2 * half, y: 0, height: height - foot }), make("rect", { class: inside ? "bar" : "axis", x: x(i) - half * 0.7, width: half * 1.4, y: height - foot - size, height: size }));
        if (half > 13 && counts[i]) group.append(make("text", { class: "quietly", x: x(i), y: height - foot - size - 3, "text-anchor": "middle" }, whole(counts[i])));
        svg.append(group);
        if (i % every === 0) svg.append(make("text", { class: "quietly", x: x(i), y: height - 5, "text-anchor": "middle" }, label));
      });
      drawn.push(make("h3", {}, words.found_by_period), svg);
    }
    return drawn;
  };
  const pen = document.createElement("canvas").getContext("2d"), LINE = 125; // capitals are wider than small letters: measured, not counted
  const widthOf = (text, bold) => {
    pen.font = (bold ? "bold " : "") + "10px " + getComputedStyle(root).fontFamily;
    return pen.measureText(text).width;
  };
  const linesFor = (label, bold) => {
    const lines = [""];
    for (const word of label.split(" ")) {
      const last = lines.at(-1);
      if (last && widthOf(last + " " + word, bold) > LINE) lines.push(word); else lines[lines.length - 1] = last ? last + " " + word : word;
    }
    return lines.length > 3 ? [...lines.slice(0, 2), lines[2] + "…"] : lines;
  };
  const mapOf = (state, found) => {
    const size = 300, edge = 26, xs = found.points.map((p) => p.x), ys = found.points.map((p) => p.y);
    const span = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) || 1;
    const place = (v, all) => size / 2 + ((v - (Math.max(...all) + Math.min(...all)) / 2) * (size - 2 * edge)) / span;
    const svg = make("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": words.map + ": " + found.points.map((p) => p.label).join("; "), class: "map" });
    const chosen = subjectOf.get(state.theme), taken = [], isTheme = (p) => !!tint(subjectOf.get(p.subject));
    const drawn = [...found.points].sort((a, b) => b.share - a.share).map((p) => ({ ...p, current: !!chosen && p.subject === chosen.key, cx: place(p.x, xs), cy: size - place(p.y, ys), r: Math.min(4 + 36 * Math.sqrt(p.share), edge) }));
    for (const p of drawn) {
      const group = make("g", p.subject ? { "data-go": hashOf({ ...state, theme: p.subject, doc: "" }), "aria-current": p.current ? "true" : undefined } : {}, make("title", {}, p.label + " – " + words.share + ": " + decimal(100 * p.share, 1) + "%"));
      group.append(make("circle", { class: (isTheme(p) ? "theme " + tint(subjectOf.get(p.subject)) : "topic") + (p.current ? " chosen" : ""), cx: p.cx, cy: p.cy, r: p.r }));
      svg.append(group);
    }
    for (const p of drawn.filter((q) => q.current || isTheme(q)).sort((a, b) => b.current - a.current)) { // a name where there is room for one
      const lines = linesFor(p.label, p.current), w = Math.max(...lines.map((line) => widthOf(line, p.current))) + 2, h = 12 * lines.length;
      const spots = [[p.cx - w / 2, p.cy - p.r - 4 - h + 12], [p.cx - w / 2, p.cy + p.r + 11], [p.cx + p.r + 3, p.cy + 10 - h / 2], [p.cx - p.r - 3 - w, p.cy + 10 - h / 2]].map(([x, y]) => [Math.min(Math.max(x, 2), size - w - 2), y]).filter(([, y]) => y >= 11 && y + h - 12 <= size - 3);
      const covers = ([x, y], q) => Math.hypot(q.cx - Math.min(Math.max(q.cx, x), x + w), q.cy - Math.min(Math.max(q.cy, y - 10), y + h - 12)) < q.r - 1;
      const free = spots.filter((at) => !taken.some(([u, v, z, k]) => at[0] < u + z && u < at[0] + w && at[1] - 12 < v + k - 12 && v - 12 < at[1] + h - 12) && !covers(at, p));
      const spot = free.find((at) => !drawn.some((q) => covers(at, q))) || free.find((at) => !drawn.some((q) => isTheme(q) && covers(at, q))) || free[0];
      if (!spot) continue;
      taken.push([...spot, w, h]);
      lines.forEach((line, i) => svg.append(make("text", { x: spot[0], y: spot[1] + 12 * i, "font-size": 10, "font-weight": p.current ? 700 : 400, "pointer-events": "none", class: "name" }, line)));
    }
    return svg;
  };

  // --- the page, built once; what depends on the state is put in by show
  let state = stateOf(host.get()), before = null, shownRows = 20, focusNext = "", result = null;
  const start = () => (subjects.length && !Object.values(state).some(Boolean) ? { ...state, theme: subjects[0].key } : state);
  const go = (next, replace) => host.set(hashOf(next), !!replace);
  const select = make("select", { "aria-label": words.outlet }, make("option", { value: "" }, words.all_outlets), ...page.outlets.map((name) => make("option", { value: name || REST }, outletName(name))));
  const search = make("input", { type: "search", autocomplete: "off", spellcheck: "false", maxlength: 200 });
  const slider = () => make("input", { type: "range", min: 0, max: Math.max(page.periods.length - 1, 0), step: 1 });
  const from = slider(), to = slider(), fromTold = make("output", {}), toTold = make("output", {}), copies = make("input", { type: "checkbox" });
  const change = (edit, replace) => go({ ...state, ...edit, doc: "" }, replace);
  const slid = () => {
    const last = page.periods.length - 1, a = Math.min(+from.value, +to.value), b = Math.max(+from.value, +to.value);
    change({ from: a === 0 && b === last ? "" : page.periods[a], to: a === 0 && b === last ? "" : page.periods[b] }, true);
  };
  search.addEventListener("input", () => change({ q: search.value }, true));
  select.addEventListener("change", () => change({ outlet: select.value }, false));
  copies.addEventListener("change", () => change({ copies: copies.checked ? "1" : "" }, false));
  for (const one of [from, to]) one.addEventListener("input", slid);
  const clear = make("button", { type: "button" }, words.clear);
  clear.addEventListener("click", () => go({ ...stateOf(""), theme: state.theme }, false));
  const labelled = (text, input, css, ...more) => make("div", { class: css }, make("label", {}, make("span", {}, text), " ", ...more, input));
  const filters = make("form", { class: "filters", role: "search", "aria-label": words.search }, labelled(words.search, search, "wide"), page.outlets.length > 1 ? labelled(words.outlet, select, "") : null, ...(page.periods.length > 1 ? [labelled(words.from, from, "", fromTold, make("br")), labelled(words.to, to, "", toTold, make("br"))] : []), make("label", { class: "check" }, copies, words.copies), clear, make("p", { class: "quiet wide" }, words.search_told));
  filters.addEventListener("submit", (event) => event.preventDefault());

  const entries = [];
  const entry = (key, label) => {
    const made = make("a", { href: "#", class: ("title " + tint(subjectOf.get(key))).trim() }, label);
    entries.push([key, made]);
    return make("li", {}, made);
  };
  const themes = subjects.filter((s) => s.kind === "theme"), topics = subjects.filter((s) => s.kind !== "theme");
  const nav = make("nav", { "aria-label": words.themes }, themes.length ? make("h2", {}, words.themes) : null, make("ul", { class: "list subjects" }, ...themes.map((s) => entry(s.key, s.label)), entry("", words.all)));
  if (topics.length) {
    const box = make("details", {}, make("summary", {}, words.topics + " (" + topics.length + ")"), make("ul", { class: "list subjects" }, ...topics.map((s) => entry(s.key, s.label))));
    box.open = !themes.length;
    nav.append(box);
  }
  const mapBox = make("div", {}), method = make("select", { "aria-label": words.model }, ...page.maps.map((m, i) => make("option", { value: i }, m.method.toUpperCase())));
  method.addEventListener("change", () => show());
  const atlas = page.maps.length ? make("aside", { class: "atlas", "aria-label": words.map }, make("h2", {}, words.map), page.maps.length > 1 ? method : null, mapBox) : "";
  const head = make("section", {}), figuresBox = make("section", { "aria-label": words.figures }), place = make("section", { "aria-label": words.passages });
  const about = page.articles[0] < page.articles[1] ? say("sampled", { n: whole(page.articles[0]), all: whole(page.articles[1]) }) : say("whole", { n: whole(page.articles[1]) });
  const listing = make("a", { class: "skip", href: "#" }, words.passages);
  listing.addEventListener("click", (event) => { event.preventDefault(); const h = place.querySelector("h2"); if (h) h.focus(); });
  const bar = make("header", {}, listing, make("h1", {}, page.title), make("p", { class: "quiet" }, about + (page.texts ? "" : " " + words.no_texts)), page.beside ? make("p", {}, make("a", { href: page.beside }, words.report)) : null);
  root.replaceChildren(bar, make("main", { class: "columns" }, nav, make("div", { class: "centre" }, head, filters, figuresBox, place), atlas));

  // --- what the state shows
  const meta = (d, row) => [documents.date[d] || words.undated, documents.source[d], row && row.value !== null ? words[subjectOf.get(state.theme).kind === "theme" ? "score" : "share"] + " " + decimal(row.value, 2) : "", row && row.copies ? say("copies_of", { n: whole(row.copies) }) : ""].filter(Boolean).join(" · ");
  const list = () => {
    const subject = subjectOf.get(state.theme), items = result.rows.slice(0, shownRows).map((row) => {
      const d = documentOf[row.unit], [a, b] = page.texts ? passageOf(row.unit, subject, state.q) : [0, 0];
      const text = shortened(textOf(d).slice(a, b), state.q, subject), title = documents.title[d] || documents.id[d], told = page.texts ? marked(text, subject, state.q) : [];
      const twice = page.texts && text.trim() === title.trim(); // the best line may be the title: it stands once, with its marks
      return make("li", { "data-unit": row.unit }, link({ ...state, doc: idOf(row.unit) }, { class: "title", "data-focus": "document" }, ...(twice ? told : [title])), make("div", { class: "quiet" }, meta(d, row)), page.texts && !twice ? make("p", { class: "text" }, ...told) : null);
    });
    const held = page.articles[0] < page.articles[1] && subject;
    const many = !state.copies && result.rows.length < result.n;
    const told = held ? say("n_of_all", { n: whole(result.n), all: whole(subject.all) }) : say(many ? "n_stories" : "n_passages", { n: whole(result.n), stories: whole(result.rows.length) });
    const key = [[subject && subject.seeds.length, "seed", words.seeds], [subject && subject.speaks.length > subject.seeds.length, "word", words.speaking], [state.q, "hit", words.searched]].filter(([is]) => is && page.texts && result.n);
    const more = make("button", { type: "button" }, words.more);
    more.addEventListener("click", () => { const at = shownRows; shownRows += 50; list(); const next = place.querySelectorAll(".passages > li")[at]; if (next) next.querySelector("a").focus(); });
    place.replaceChildren(make("h2", { tabindex: -1 }, words.passages), make("p", { role: "status" }, result.n ? told : words.none), key.length ? make("p", { class: "quiet" }, words.marked + " ", ...key.flatMap(([, css, text], i) => [i ? ", " : "", make("span", { class: "swatch " + css }, text.toLocaleLowerCase(tongue))])) : "", make("ol", { class: "list passages" }, ...items), result.rows.length > shownRows ? more : "");
  };
  const spansIn = (d, subject, unit) => { // what is held up in a document: its passages that carry the subject, and the one asked for
    if (!part) return [passageOf(unit, subject, state.q)];
    const own = subject ? subject.units.filter((u) => documentOf[u] === d) : [];
    return [...new Set([...own, unit])].sort((a, b) => a - b).map(spanOf);
  };
  const article = () => {
    const subject = subjectOf.get(state.theme), d = unitOf.has(state.doc) ? documentOf[unitOf.get(state.doc)] : documentAt.get(state.doc);
    const unit = unitOf.has(state.doc) ? unitOf.get(state.doc) : documentOf.indexOf(d);
    const at = result.rows.findIndex((row) => row.unit === unit), text = textOf(d), spans = page.texts ? spansIn(d, subject, unit) : [], [first] = page.texts ? passageOf(unit, subject, state.q) : [0];
    const step = (i, label) => (at >= 0 && result.rows[i] ? link({ ...state, doc: idOf(result.rows[i].unit) }, { "data-focus": "document" }, label) : null);
    const body = make("div", { class: "body" });
    for (const [a, b] of linesOf(text)) {
      const inside = spans.some(([x, y]) => x < b && a < y), target = a <= first && first < b;
      body.append(make("p", { class: inside ? "passage" : undefined, tabindex: target ? -1 : undefined, "data-target": target ? "1" : undefined }, ...marked(text.slice(a, b), subject, state.q)));
    }
    const own = subjects.filter((s) => s.kind === "theme").map((s) => [s, Math.max(0, ...s.v.filter((v, i) => documentOf[s.units[i]] === d))]).filter(([, v]) => v > 0).sort((a, b) => b[1] - a[1]);
    place.replaceChildren(
      make("div", { class: "row" }, link({ ...state, doc: "" }, { "data-focus": "list" }, "← " + words.back), step(at - 1, words.previous), step(at + 1, words.next)),
      make("h2", { tabindex: -1, class: "title" }, documents.title[d] || documents.id[d]),
      make("p", { class: "quiet" }, [meta(d, null), documents.id[d], documents.url[d]].filter(Boolean).join(" · ")),
      own.length ? make("ul", { class: "chips", "aria-label": words.held }, ...own.map(([s, v]) => make("li", { class: tint(s) || undefined }, link({ ...state, theme: s.key }, { "aria-current": s === subject ? "true" : undefined }, s.label), " " + decimal(v / 100, 2)))) : "",
      page.texts ? body : make("p", {}, words.no_texts),
    );
  };
  const show = () => {
    const subject = subjectOf.get(state.theme), known = state.doc && (unitOf.has(state.doc) || documentAt.has(state.doc));
    for (const [key, made] of entries) {
      const next = hashOf({ ...state, theme: key, doc: "" });
      made.setAttribute("href", next);
      made.setAttribute("data-go", next);
      if (key === (subject ? subject.key : "")) made.setAttribute("aria-current", "true"); else made.removeAttribute("aria-current");
    }
    if (document.activeElement !== search) search.value = state.q;
    select.value = state.outlet;
    copies.checked = !!state.copies;
    const range = rangeOf(state) || [0, page.periods.length - 1];
    from.value = range[0];
    to.value = range[1];
    fromTold.textContent = page.periods[range[0]] || "";
    toTold.textContent = page.periods[range[1]] || "";
    result = rowsOf(state);
    for (const box of [figuresBox, place]) box.className = tint(subject);
    head.replaceChildren(make("h2", {}, subject ? subject.label : words.all), subject && subject.told ? make("p", { class: "quiet" }, subject.told) : "", subject && subject.words.length ? make("ul", { class: "chips", "aria-label": words.speaking }, ...subject.words.map((w) => make("li", {}, w))) : "");
    figuresBox.replaceChildren(...(known ? [] : course(state, subject, result.counts)));
    if (page.maps.length) {
      const found = page.maps[+method.value || 0];
      mapBox.replaceChildren(mapOf(state, found), make("p", { class: "quiet" }, say("map_told", { kept: decimal(100 * found.kept, 0) })));
    }
    if (known) article(); else list();
    const target = known && focusNext === "document" ? place.querySelector("[data-target]") || place.querySelector("h2") : focusNext === "list" ? place.querySelector("h2") : null;
    const left = !known && before && before.doc ? [...place.querySelectorAll(".passages a")].find((a) => a.getAttribute("data-go") === hashOf({ ...state, doc: before.doc })) : null;
    if (left) left.focus(); else if (target) { target.focus({ preventScroll: true }); target.scrollIntoView({ block: known ? "center" : "start" }); }
    focusNext = "";
    if (host.selected) host.selected(state, result.rows.map((row) => row.unit));
  };
  const arrive = () => {
    before = state;
    state = stateOf(host.get());
    state = start();
    if (PARTS.some((name) => name !== "doc" && before[name] !== state[name])) shownRows = 20;
    show();
  };
  root.addEventListener("click", (event) => {
    const made = event.target.closest("[data-go]");
    if (!made || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    focusNext = made.getAttribute("data-focus") || "";
    go(stateOf(made.getAttribute("data-go")), false);
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.doc) { event.preventDefault(); focusNext = "list"; go({ ...state, doc: "" }, false); }
  });
  let width = root.clientWidth;
  new ResizeObserver(() => { if (Math.abs(root.clientWidth - width) > 24) { width = root.clientWidth; show(); } }).observe(root);
  host.listen(arrive);
  state = start();
  show();
};

const boot = async (root, data) => {
  const note = root.querySelector(".note"), failed = note.getAttribute("data-failed");
  try {
    await new Promise((resolve) => setTimeout(resolve, 0)); // the heading is painted first
    const page = await unpack(Uint8Array.from(atob(data.textContent.trim()), (c) => c.charCodeAt(0)));
    data.textContent = "";
    explore(root, page, {
      get: () => location.hash,
      set: (hash, replace) => {
        if (replace) { history.replaceState(null, "", hash); window.dispatchEvent(new HashChangeEvent("hashchange")); } else if (location.hash === hash) window.dispatchEvent(new HashChangeEvent("hashchange")); else location.hash = hash;
      },
      listen: (arrive) => window.addEventListener("hashchange", arrive),
    });
    performance.mark("ready");
    document.body.dataset.ready = "1";
  } catch (problem) {
    note.textContent = failed;
    document.body.dataset.ready = "0";
    throw problem;
  }
};
