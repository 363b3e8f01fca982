// Postings by state at the end of each day: a picture, and the same figures as a table.

import { el, newId, table } from "./dom.js";
import { count, dayOf, daysBefore, many, shortDate, state, STATES } from "./words.js";

const WIDTH = 720;
const HEIGHT = 220;
const LEFT = 44;
const BOTTOM = 24;

export function days(last, number) {
  return Array.from({ length: number }, (_, place) => daysBefore(last, number - 1 - place));
}

// For each day, how many postings stood in each state when it ended; one that was not approved yet stood in none.
export function byDay(postings, span) {
  const sums = span.map(() => Object.fromEntries(STATES.map(([name]) => [name, 0])));
  for (const { created_at: created, history } of postings) {
    const steps = [["pending", dayOf(created)], ...history.map((step) => [step.state, dayOf(step.at)])];
    span.forEach((day, place) => {
      const stood = steps.findLast(([, on]) => on <= day);
      if (stood) sums[place][stood[0]] += 1;
    });
  }
  return sums;
}

function shape(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function chart(span, sums) {
  const totals = sums.map((sum) => Object.values(sum).reduce((one, next) => one + next, 0));
  const most = niceMost(Math.max(1, ...totals));
  const ids = [newId("title"), newId("description")];
  const words = `On ${shortDate(span.at(-1))}: ${STATES.map(([name, said]) => `${count(sums.at(-1)[name])} ${said}`).join(", ")}.`;
  const picture = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-labelledby": ids.join(" "), class: "chart" },
    shape("title", { id: ids[0] }, "Postings by state at the end of each day"),
    shape("desc", { id: ids[1] }, words),
    ...lines(most),
    ...span.flatMap((day, place) => bar(day, sums[place], place, span.length, most)));
  const legend = el("ul", { class: "legend", "aria-hidden": "true" }, STATES.map(([name, said]) => el("li", { class: `key ${name}` }, said)));
  const rows = span.map((day, place) => [shortDate(day), ...STATES.map(([name]) => count(sums[place][name]))]);
  return el("div", { class: "beside" },
    el("figure", {}, picture, legend),
    table("Postings by state at the end of each day", ["Day", ...STATES.map(([, said]) => said)], rows));
}

function niceMost(most) {
  const size = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 5, 10].map((step) => step * size).find((each) => each >= most);
}

const height = (number, most) => (number / most) * (HEIGHT - BOTTOM - 10);

function lines(most) {
  const marks = most < 4 ? [...Array(most + 1).keys()] : [0, most / 2, most];
  return marks.flatMap((mark) => {
    const y = HEIGHT - BOTTOM - height(mark, most);
    return [
      shape("line", { x1: LEFT, x2: WIDTH, y1: y, y2: y, class: "grid" }),
      shape("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end" }, count(mark)),
    ];
  });
}

function bar(day, sum, place, number, most) {
  const step = (WIDTH - LEFT) / number;
  const x = LEFT + place * step + step * 0.15;
  let y = HEIGHT - BOTTOM;
  const parts = [...STATES].reverse().filter(([name]) => sum[name] > 0).map(([name]) => {
    const tall = height(sum[name], most);
    y -= tall;
    return shape("rect", { x, y, width: step * 0.7, height: tall, class: name },
      shape("title", {}, `${shortDate(day)}: ${many(sum[name], "posting")} ${state(name)}`));
  });
  const shown = number <= 10 || place % Math.ceil(number / 10) === 0;
  const label = shape("text", { x: x + step * 0.35, y: HEIGHT - 6, "text-anchor": "middle" }, shortDate(day));
  return shown ? [...parts, label] : parts;
}
