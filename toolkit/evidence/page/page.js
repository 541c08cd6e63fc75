"use strict";
(async () => {
  const $ = (id) => document.getElementById(id);
  const raw = atob($("data").textContent.trim()), packed = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) packed[i] = raw.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const page = JSON.parse(await new Response(stream).text());
  const words = page.words, items = page.items;
  const place = "chude " + page.sample + " " + page.coder;
  const FREE = "abdefgijklmnopqrvwxy".split("").filter((k) => !page.commands.includes(k));
  const keyOf = (i) => (i < 9 ? String(i + 1) : i === 9 ? "0" : FREE[i - 10]);
  // Letters that choose and go on: no typing method for Vietnamese (Telex, VNI) turns them, alone or beside a digit, into others.
  const ENDS = "gkvbnmpql";
  const endOf = (i, n) => (n <= 10 ? ENDS[i] || "" : "");
  const table = (rows) => Object.assign(Object.create(null), rows);  // an id may be "constructor" or "__proto__": no key is there before it is put in
  let answers = table(), at = 0, undo = [], storage = true, sinceSave = 0, dirty = false, handle = null, shownContext = false, shownTitle = false;
  let begun = null, coded = 0, told = null;

  const read = () => {
    try { return JSON.parse(localStorage.getItem(place)) || {}; } catch (e) { storage = false; return {}; }
  };
  const merge = (one, two) => {
    const found = table(one);
    for (const [id, answer] of Object.entries(two)) if (!found[id] || (answer.t || 0) > (found[id].t || 0)) found[id] = answer;
    return found;
  };
  const keep = () => {
    answers = merge(answers, read());
    try { localStorage.setItem(place, JSON.stringify(answers)); storage = true; } catch (e) { storage = false; }
    dirty = true;
    if (handle) write();
    warn();
  };
  const warn = (also) => {
    const said = [!storage ? words.no_storage : "", also || ""].filter(Boolean).join(" ");
    $("warning").textContent = said;
    $("warning").hidden = !said;
  };
  // Later than what is known of the unit, whatever the clock says: one that was set back would lose every change.
  const stamp = (id) => Math.max(Date.now(), ((answers[id] || {}).t || 0) + 1);
  const optionsOf = (item) => item.options || page.options;
  const blank = (item) => ({ v: [...(item.start || [])], done: false, unsure: false, comment: "" });
  const answerOf = (item) => answers[item.id] || blank(item);
  const change = (item, edit) => {
    const before = JSON.stringify(answers[item.id] || null);
    const now = { ...answerOf(item), t: stamp(item.id) };
    now.v = [...now.v];
    edit(now);
    undo.push([item, before, at]);
    answers[item.id] = now;
    keep();
    show();
  };
  const toggle = (i) => {
    const item = items[at], option = optionsOf(item)[i];
    if (!option) return;
    change(item, (now) => {
      const held = now.v.includes(option.key);
      if (page.multi) now.v = held ? now.v.filter((k) => k !== option.key) : [...now.v, option.key];
      else now.v = held ? [] : [option.key];
    });
  };
  const next = (edit) => {
    const item = items[at];
    if (!edit && !page.multi && page.required && !answerOf(item).v.length) { $("progress").textContent = words.choose; return; }
    if (!answerOf(item).done) { coded += 1; sinceSave += 1; begun = begun || Date.now(); }
    change(item, (now) => { now.done = true; if (edit) edit(now); });
    if (at < items.length - 1) at += 1;
    told = item;
    if (!storage && sinceSave >= 20) { sinceSave = 0; save(); }
    show();
    $("text").scrollTop = 0;
  };
  const choose = (i) => {
    const option = optionsOf(items[at])[i];
    if (!option) return;
    next((now) => { now.v = page.multi ? [...now.v.filter((k) => k !== option.key), option.key] : [option.key]; });
  };
  const back = () => { if (at > 0) at -= 1; told = null; show(); };
  const takeBack = () => {
    const last = undo.pop();
    if (!last) return;
    const [item, before, where] = last;  // a comment stays as it is now: its words were typed since, and nothing brings them back
    answers[item.id] = { ...(JSON.parse(before) || blank(item)), comment: answerOf(item).comment, t: stamp(item.id) };
    at = where;
    told = null;
    keep();
    show();
  };
  const result = () => {
    const out = table();
    for (const item of items) {
      const a = answers[item.id];
      if (!a || !(a.done || a.unsure || a.comment)) continue;
      out[item.id] = { coded: !!a.done, codes: optionsOf(item).map((o) => o.key).filter((k) => a.v.includes(k)), unsure: !!a.unsure, comment: a.comment || "" };
    }
    return JSON.stringify({ ...page.head, answers: out }, null, 1) + "\n";
  };
  let writing = Promise.resolve();  // one after the other: a slow one must not end after a later one
  const write = () => {
    writing = writing.then(async () => {
      try {
        const file = await handle.createWritable(), text = result();
        await file.write(text);
        await file.close();
        dirty = text !== result();
      } catch (e) { handle = null; }
      progress();
    });
    return writing;
  };
  const save = async () => {
    if (!handle && window.showSaveFilePicker && !page.download) {
      try { handle = await window.showSaveFilePicker({ suggestedName: page.file }); } catch (e) { if (e.name === "AbortError") return; }
    }
    if (handle) { await write(); show(); return; }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([result()], { type: "application/json" }));
    link.download = page.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    dirty = false;
    sinceSave = 0;
    show();
  };
  // What an earlier sitting saved, where the browser kept nothing: units without an answer here take the file's.
  const take = async (file) => {
    let held = {};
    try { held = JSON.parse(await file.text()) || {}; } catch (e) { held = {}; }
    const head = page.head, known = (one) => JSON.stringify(head.sample ? one.sample : one.questions);
    const given = held.answers;
    if (held.format !== head.format || held.coder !== head.coder || known(held) !== known(head) || !given || typeof given !== "object") { warn(words.foreign); return; }
    let n = 0;
    for (const item of items) {
      const told = Object.hasOwn(given, item.id) ? given[item.id] : null, here = answers[item.id];
      if (!told || !Array.isArray(told.codes) || (here && (here.done || here.unsure || here.comment || here.v.length))) continue;
      const keys = optionsOf(item).map((o) => o.key).filter((k) => told.codes.includes(k));
      undo.push([item, JSON.stringify(here || null), at]);
      answers[item.id] = { v: keys, done: told.coded === true, unsure: told.unsure === true, comment: String(told.comment || ""), t: stamp(item.id) };
      n += 1;
    }
    keep();
    const first = items.findIndex((item) => !(answers[item.id] && answers[item.id].done));
    at = first < 0 ? at : first;
    show();
    warn(words.opened + " " + n);
  };
  const element = (tag, text, attributes) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    return made;
  };
  const button = (key, text, action, pressed, end) => {
    const made = element("button", undefined, { type: "button" });
    if (key) made.append(element("kbd", key));
    made.append(text);
    if (end) made.append(element("kbd", end + " ↵", { class: "end" }));
    if (pressed !== undefined) made.setAttribute("aria-pressed", String(pressed));
    made.addEventListener("click", () => { action(); });
    return made;
  };
  const marked = (node, text, terms) => {
    node.replaceChildren();
    const low = text.toLowerCase();
    let from = 0;
    while (terms.length && from < text.length) {
      let best = -1, size = 0;
      for (const term of terms) {
        const found = low.indexOf(term, from);
        if (found >= 0 && (best < 0 || found < best || (found === best && term.length > size))) { best = found; size = term.length; }
      }
      if (best < 0) break;
      node.append(text.slice(from, best), element("mark", text.slice(best, best + size)));
      from = best + size;
    }
    node.append(text.slice(from));
  };
  const place2 = (id, text, visible) => { $(id).textContent = text || ""; $(id).hidden = !visible || !text; };
  const namesOf = (item) => optionsOf(item).filter((o) => answerOf(item).v.includes(o.key)).map((o) => o.label).join(", ");
  const progress = () => {
    const n = items.filter((i) => answers[i.id] && answers[i.id].done).length;
    const pace = begun && coded > 1 ? " · " + Math.round((Date.now() - begun) / 1000 / coded) + " " + words.seconds : "";
    $("progress").textContent = n + " / " + items.length + pace + (n === items.length ? " · " + words.finished : "") + (dirty ? " · " + words.unsaved : "");
    $("done").style.width = (100 * n) / items.length + "%";
  };
  const show = () => {
    const item = items[at], a = answerOf(item), held = [...$("options").children].indexOf(document.activeElement);
    progress();
    $("where").textContent = words.unit + " " + (at + 1) + " / " + items.length + (a.done ? " · " + words.coded : "") + (a.unsure ? " · " + words.unsure : "");
    place2("about", [item.title, item.date].filter(Boolean).join(" · "), shownTitle);
    place2("before", item.before, shownContext);
    place2("after", item.after, shownContext);
    place2("given", item.given, true);
    marked($("text"), item.text, item.marks || page.marks || []);
    const n_options = optionsOf(item).length;
    $("options").replaceChildren(...optionsOf(item).map((o, i) => button(keyOf(i), o.label, () => toggle(i), a.v.includes(o.key), endOf(i, n_options))));
    $("options").setAttribute("aria-label", words.question);
    if (held >= 0 && n_options) $("options").children[Math.min(held, n_options - 1)].focus();  // else a tick sends Tab and readers aloud to the top
    place2("told", told ? words.last + " " + (items.indexOf(told) + 1) + ": " + (namesOf(told) || words.none_chosen) : "", true);
    const asking = a.unsure || !!a.comment;
    $("comment").hidden = $("commentlabel").hidden = !asking;
    if (document.activeElement !== $("comment")) $("comment").value = a.comment || "";
  };
  const unsure = () => {
    change(items[at], (now) => { now.unsure = !now.unsure; });
    if (answerOf(items[at]).unsure) $("comment").focus();
  };
  const list = () => {
    const found = items.map((item, i) => [item, i]).filter(([item]) => answers[item.id] && (answers[item.id].unsure || answers[item.id].comment));
    $("marked").replaceChildren(...found.map(([item, i]) => {
      const row = element("li");
      row.append(button("", (answers[item.id].unsure ? "? " : "") + words.unit + " " + (i + 1) + ": " + (answers[item.id].comment || item.text.slice(0, 80)), () => { $("list").close(); at = i; show(); }));
      return row;
    }));
    if (!found.length) $("marked").append(element("li", words.nothing));
    $("list").showModal();
  };
  const commands = {
    Enter: [words.next, () => next()], Backspace: [words.back, back], u: [words.mark_unsure, unsure], c: [words.context, () => { shownContext = !shownContext; show(); }],
    t: [words.title, () => { shownTitle = !shownTitle; show(); }], z: [words.undo, takeBack], "?": [words.list, list], s: [words.save, save],
    o: [words.open, () => $("file").click()],
  };
  // A typing method hides the letter behind "Process", and capitals are letters too.
  const typed = (event) => {
    const code = event.code || "";
    if (event.key === "Process" && code.startsWith("Key")) return code.slice(3).toLowerCase();
    if (event.key === "Process" && code.startsWith("Digit")) return code.slice(5);
    return event.key.length === 1 ? event.key.toLowerCase() : event.key;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "z" && event.target !== $("comment")) { event.preventDefault(); takeBack(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || $("list").open) return;
    if (event.target === $("comment")) { if (event.key === "Escape") { event.preventDefault(); $("text").focus(); } return; }
    if (event.target.tagName === "BUTTON" && (event.key === " " || (event.key === "Enter" && event.target.parentElement.id !== "options"))) return;
    if (event.repeat && event.key !== "Backspace") { event.preventDefault(); return; }  // a key held down answers once
    const key = typed(event), n = optionsOf(items[at]).length;
    for (let i = 0; i < n; i += 1) {
      if (key === keyOf(i)) { event.preventDefault(); toggle(i); return; }
      if (key === endOf(i, n)) { event.preventDefault(); choose(i); return; }
    }
    const command = commands[key];
    if (command) { event.preventDefault(); command[1](); return; }
    if (key.length === 1 && key > "\u007f") warn(words.ime);
  });
  $("comment").addEventListener("input", () => {
    const item = items[at], now = { ...answerOf(item), comment: $("comment").value, t: stamp(item.id) };
    answers[item.id] = now;
    keep();
    progress();
  });
  $("file").addEventListener("change", async () => { if ($("file").files[0]) await take($("file").files[0]); $("file").value = ""; $("text").focus(); });
  window.addEventListener("storage", (event) => { if (event.key === place) { answers = merge(answers, read()); show(); } });
  window.addEventListener("beforeunload", (event) => { if (!storage && dirty) event.preventDefault(); });

  $("heading").textContent = page.title;
  $("bookhead").textContent = words.book;
  $("keyshead").textContent = words.keys;
  $("commentlabel").textContent = words.comment;
  $("listhead").textContent = words.list;
  $("file").setAttribute("aria-label", words.open);
  $("close").textContent = words.close;
  $("close").addEventListener("click", () => $("list").close());
  $("entries").append(element("p", page.ask));
  for (const option of page.options || []) {
    $("entries").append(element("h3", option.label));
    for (const text of option.told || []) $("entries").append(element("p", text));
  }
  if (items.some((item) => endOf(0, optionsOf(item).length))) $("keys").append(element("dt", "g k v …"), element("dd", words.ends));
  for (const [key, [text]] of Object.entries(commands)) $("keys").append(element("dt", key), element("dd", text));
  for (const key of ["Enter", "Backspace", "u", "c", "t", "z", "?", "s", "o"]) $("buttons").append(button(key, commands[key][0], commands[key][1]));
  answers = merge(page.answers || {}, read());
  try { localStorage.setItem(place + " probe", "1"); localStorage.removeItem(place + " probe"); } catch (e) { storage = false; }
  const first = items.findIndex((item) => !(answers[item.id] && answers[item.id].done));
  at = first < 0 ? 0 : first;
  warn();
  show();
  $("text").focus();
  document.body.dataset.ready = "1";
})();
