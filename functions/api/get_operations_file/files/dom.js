// Building the page. Text only ever becomes text nodes: nothing that a vendor or a person wrote is read as HTML.

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

export function clear(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
}

// Told to people who do not see the page; the same words twice are told twice.
export function announce(words) {
  const live = document.getElementById("live");
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = words; });
}

let made = 0;

export function newId(prefix) {
  made += 1;
  return `${prefix}-${made}`;
}

// Scrolls in its own box on narrow screens; the box takes the focus, so that arrow keys reach what is out of sight.
export function table(caption, columns, rows) {
  const head = el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name)));
  const body = rows.map(([first, ...cells]) =>
    el("tr", {}, el("th", { scope: "row" }, first), cells.map((cell) => el("td", {}, cell ?? "–"))));
  const whole = el("table", {}, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, body));
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption }, whole);
}

export function facts(pairs) {
  const shown = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return el("dl", {}, shown.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

// A state is told in words; its colour only repeats them.
export function badge(words, tone) {
  return el("span", { class: `badge ${tone}` }, words);
}

export function field(label, input) {
  input.id ||= newId("field");
  return el("p", { class: "field" }, el("label", { for: input.id }, label), input);
}

export function choice(label, options, chosen, changed) {
  const select = el("select", { onchange: (event) => changed(event.target.value) },
    options.map(([value, words]) => el("option", { value, selected: value === chosen }, words)));
  return field(label, select);
}
