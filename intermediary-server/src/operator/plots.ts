/**
 * The dashboard's plots as SVG in the page: d3 works out scales and paths, which needs no DOM; colours come from the
 * stylesheet, so that they follow light and dark and nothing is inline. Each says in words what it shows.
 */
import { scaleBand, scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { type Html, html } from './html.ts';
import { countRefused, type ShownMinute } from './minutes.ts';

const width = 380;
const height = 170;
const left = 46;
const right = 16;
const top = 8;
const bottom = 22;

export function paymentsPlot(minutes: readonly ShownMinute[]): Html {
  const most = Math.max(4, ...minutes.map((minute) => minute.approved + countRefused(minute)));
  const y = scaleLinear([0, most], [height - bottom, top]).nice(4);
  const x = bandsOf(minutes);
  const approved = sumOf(minutes.map((minute) => minute.approved));
  const refused = sumOf(minutes.map(countRefused));
  const bars = minutes.map((minute) => {
    const from = x(minute.at) ?? 0;
    const bar = (kind: string, below: number, count: number) =>
      count > 0 &&
      html`<rect class="${kind}" x="${round(from)}" width="${round(x.bandwidth())}" y="${round(y(below + count))}" height="${round(y(below) - y(below + count))}"/>`;
    return html`${bar('taken', 0, minute.approved)}${bar('refused', minute.approved, countRefused(minute))}`;
  });
  return figure(
    'Payments per minute',
    html`<span class="key taken">approved ${count.format(approved)}</span> <span class="key refused">refused ${count.format(refused)}</span>`,
    `In the last hour ${approved} payments were approved and ${refused} refused.`,
    html`${axes(minutes, y.ticks(4), y, (value) => count.format(value))}${bars}`,
  );
}

export function latencyPlot(minutes: readonly ShownMinute[]): Html {
  const values = minutes.flatMap(({ p50Ms = [], p99Ms = [] }) => [p50Ms, p99Ms].flat());
  const [least, most] = [Math.min(1, ...values), Math.max(100, ...values)];
  const y = scaleLog([least, most], [height - bottom, top]).clamp(true);
  const x = bandsOf(minutes);
  const ticks = [0.1, 1, 10, 100, 1000, 10_000].filter((tick) => tick >= least && tick <= most);
  const path = (kind: string, of: (minute: ShownMinute) => number | undefined) => {
    const known = minutes.filter((minute) => of(minute) !== undefined);
    const at = (minute: ShownMinute) => round((x(minute.at) ?? 0) + x.bandwidth() / 2);
    const draw = line<ShownMinute>(at, (minute) => round(y(of(minute) ?? least))).defined(
      (minute) => of(minute) !== undefined,
    );
    // A minute between idle ones makes no line.
    const points = known.map(
      (minute) =>
        html`<circle class="${kind}" cx="${at(minute)}" cy="${round(y(of(minute) ?? least))}" r="1.6"/>`,
    );
    return html`<path class="${kind}" d="${draw(minutes) ?? ''}"/>${points}`;
  };
  const last = minutes.findLast(({ p50Ms }) => p50Ms !== undefined);
  const words = (ms: number | undefined) => (ms === undefined ? '–' : `${ms} ms`);
  return figure(
    'Time of a payment',
    html`<span class="key half">half take at most ${words(last?.p50Ms)}</span> <span class="key most">99 % at most ${words(last?.p99Ms)}</span>`,
    last === undefined
      ? 'No payment was measured in the last hour.'
      : `When last measured, half of the payments took at most ${words(last.p50Ms)} and 99 percent at most ${words(last.p99Ms)}.`,
    html`${axes(minutes, ticks, y, (value) => `${value} ms`)}${path('half', ({ p50Ms }) => p50Ms)}${path('most', ({ p99Ms }) => p99Ms)}`,
  );
}

/** A bar beside a number that a table says already. */
export function share(value: number, most: number, part = 0): Html {
  const x = scaleLinear([0, Math.max(1, most)], [0, 100]);
  return html`<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="whole" width="${round(x(value))}" height="8"/><rect class="part" width="${round(x(part))}" height="8"/></svg>`;
}

function figure(title: string, key: Html, words: string, content: Html): Html {
  return html`<figure class="plot"><figcaption><b>${title}</b> <span class="keys">${key}</span></figcaption>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}">${content}</svg></figure>`;
}

function axes(
  minutes: readonly ShownMinute[],
  ticks: readonly number[],
  y: (value: number) => number,
  words: (value: number) => string,
): Html {
  const x = bandsOf(minutes);
  return html`${ticks.map(
    (tick) =>
      html`<line class="grid" x1="${left}" x2="${width - right}" y1="${round(y(tick))}" y2="${round(y(tick))}"/>
    <text class="tick end" x="${left - 4}" y="${round(y(tick) + 3)}">${words(tick)}</text>`,
  )}${minutes.map(
    ({ at }) =>
      at % 900 === 0 &&
      html`<text class="tick" x="${round((x(at) ?? 0) + x.bandwidth() / 2)}" y="${height - 6}">${new Date(at * 1000).toISOString().slice(11, 16)}</text>`,
  )}`;
}

function bandsOf(minutes: readonly ShownMinute[]) {
  return scaleBand(
    minutes.map(({ at }) => at),
    [left, width - right],
  ).paddingInner(0.2);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const count = new Intl.NumberFormat('en');
