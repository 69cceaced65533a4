"use strict";

const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
const digits = v => Number(v.toPrecision(3)).toString();
const time = ms => ms == null ? "" : ms === 0 ? "0" : ms < 0.001 ? digits(ms * 1e6) + " ns" : ms < 1 ? digits(ms * 1000) + " µs" : ms < 1000 ? digits(ms) + " ms" : digits(ms / 1000) + " s";
const perSecond = v => v == null ? "" : digits(v) + "/s";
const clock = s => s == null ? "" : s < 120 ? s + " s" : Math.floor(s / 60) + ":" + String(Math.round(s % 60)).padStart(2, "0");
const percentile = x => x == null ? "" : Number((100 * (1 - 1 / x)).toPrecision(7)) + " %";

// line is a series; the second of a pair has the same colour and is dashed.
const line = (label, number, value, more) => ({
  label, stroke: colour("line-" + (number % 5 + 1)), width: 1.5, value: (u, v) => value(v), ...more,
});
const dashed = { dash: [6, 4] };

const axis = (values, more) => ({
  stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line"), width: 1 },
  font: "12px system-ui, sans-serif", values: (u, all) => all.map(values), size: 62, ...more,
});
const across = (values, more) => axis(values, { size: 34, space: 55, ...more });

// The percentile axis: equal steps from one nine to the next.
const nines = across(percentile, {
  splits: u => {
    const all = [1, 2];
    for (let x = 10; x <= u.scales.x.max; x *= 10) all.push(x);
    return all.filter(x => x >= u.scales.x.min);
  },
  filter: (u, all) => all, space: 10,
});

const times = logarithmic => logarithmic ? { distr: 3 } : { range: (u, low, high) => [0, (high || 1) * 1.05] };

// A logarithm needs more than 0.
const above = values => values.map(v => v == null ? null : Math.max(v, 1e-5));

const overTime = { x: { time: false } };
const wholeSeconds = { incrs: [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400] };
const legend = { markers: { width: 2, dash: (u, i) => u.series[i].dash ? "dashed" : "solid" } };

const kinds = {
  latency: (p, logarithmic) => ({
    data: [p.time.at, above(p.time.p50), above(p.time.p90), above(p.time.p99), above(p.time.max), above(p.time.service), above(p.time.lag)],
    options: {
      scales: { ...overTime, y: times(logarithmic) }, axes: [across(clock, wholeSeconds), axis(time)], cursor: { sync: { key: p.name } },
      series: [{ label: "at", value: (u, v) => clock(v) }, line("p50", 0, time), line("p90", 2, time), line("p99", 1, time), line("max", 3, time, dashed), line("service p99", 1, time, dashed), line("send lag p99", 4, time, dashed)],
    },
  }),
  operations: (p, logarithmic) => ({
    data: [p.time.at, ...p.p99.map(c => above(c.values))],
    options: {
      scales: { ...overTime, y: times(logarithmic) }, axes: [across(clock, wholeSeconds), axis(time)], cursor: { sync: { key: p.name } },
      series: [{ label: "at", value: (u, v) => clock(v) }, ...p.p99.map((c, i) => line(c.name + " p99", i, time))],
    },
  }),
  rate: p => ({
    data: [p.time.at, p.time.offered, p.time.answered, p.time.errors],
    options: {
      scales: { ...overTime, y: times(false) }, axes: [across(clock, wholeSeconds), axis(perSecond)], cursor: { sync: { key: p.name } },
      series: [{ label: "at", value: (u, v) => clock(v) }, line("offered", 1, perSecond, dashed), line("achieved", 0, perSecond), line("errors", 3, perSecond)],
    },
  }),
  whole: (p, logarithmic) => distribution(p.whole, logarithmic, (c, i) => line(c.name, i, time, i ? dashed : {})),
  byOperation: (p, logarithmic) => distribution(p.byOperation, logarithmic, (c, i) => line(c.name, i >> 1, time, i % 2 ? dashed : {})),
};

function distribution(curves, logarithmic, series) {
  return {
    data: [curves.at, ...curves.lines.map(c => above(c.values))],
    options: {
      scales: { x: { time: false, distr: 3, range: (u, low, high) => [1, Math.max(high, 10)] }, y: times(logarithmic) },
      axes: [nines, axis(time)],
      series: [{ label: "percentile", value: (u, v) => percentile(v) }, ...curves.lines.map((c, i) => ({ ...series(c, i), spanGaps: true, points: { show: false } }))],
    },
  };
}

// A plot is made anew when the colours or the scale change.
function draw(place) {
  const make = kinds[place.dataset.plot];
  const phase = phases[place.dataset.phase];
  let logarithmic = place.dataset.plot === "latency";
  let plot;
  const size = () => ({ width: place.clientWidth, height: Math.max(240, Math.min(360, place.clientWidth * 0.5)) });
  const redraw = () => {
    const { data, options } = make(phase, logarithmic);
    if (data.length < 2 || data[0].length === 0) return;
    if (plot) plot.destroy();
    else place.style.minHeight = "0"; // and the place is measured when it is not hidden
    place.append(toggle);
    plot = new uPlot({ ...options, ...size(), legend }, data, place);
  };
  const toggle = document.createElement("button");
  toggle.type = "button";
  toggle.textContent = "logarithmic";
  toggle.hidden = make.length < 2;
  toggle.setAttribute("aria-pressed", logarithmic);
  toggle.onclick = () => {
    logarithmic = !logarithmic;
    toggle.setAttribute("aria-pressed", logarithmic);
    redraw();
  };
  redraw();
  if (!plot) return;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  new ResizeObserver(() => { if (place.clientWidth !== plot.width) plot.setSize(size()); }).observe(place);
}

document.querySelectorAll(".plot").forEach(draw);
