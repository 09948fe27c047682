import { clockText } from "../cli/clock-text.ts";
import { html, type Markup } from "./markup.ts";
import { countOutcomes, selectByOutcome } from "./selection.ts";
import type { Colour, Tone } from "./style.ts";
import { counted } from "./words.ts";

/** What the words of a timeline mean and look like. */
export interface TimelineWords<Phase extends string, Outcome extends string> {
  /** What a row stands for, such as `image`. */
  readonly noun: string;
  /** Phases in the order that the legend has. */
  readonly phases: Readonly<Record<Phase, { readonly meaning: string; readonly colour: Colour }>>;
  /** Outcomes, the most telling ones first: they stay when there is no room for all rows. */
  readonly outcomes: Readonly<Record<Outcome, { readonly meaning: string; readonly tone: Tone }>>;
}

/** A row: what an item was doing when. Moments are milliseconds since the simulation began. */
export interface TimelineItem<Phase extends string, Outcome extends string> {
  readonly id: string;
  readonly name: string;
  readonly phases: readonly { readonly phase: Phase; readonly from: number; readonly to: number }[];
  readonly outcome: Outcome;
  /** Why it ended like that, where that needs to be said. */
  readonly reason?: string | undefined;
}

/** Steps of the axis in minutes, and most of them that find room. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080];
const maxTicks = 6;
/** What takes less than this part of the axis is drawn over its neighbours, so that it stays in sight. */
const shortest = 50;
const millisecondsPerMinute = 60_000;
const minutesPerDay = 1_440;

/**
 * A row for each item. Executions that found nothing to do later on have no place in it.
 *
 * @param items the items
 * @param words what their phases and outcomes mean
 * @param endedAt when the simulation ended, in milliseconds since it began
 */
export function timeline<Phase extends string, Outcome extends string>(
  items: readonly TimelineItem<Phase, Outcome>[],
  words: TimelineWords<Phase, Outcome>,
  endedAt: number,
): Markup {
  const outcomes = namesOf(words.outcomes);
  const { shown, others } = selectByOutcome(items, outcomes);
  const ends = shown.flatMap((item) => item.phases.map(({ to }) => to));
  const end = ends.length === 0 ? endedAt : Math.max(...ends);
  const occurring = outcomes.filter((outcome) => items.some((item) => item.outcome === outcome));
  const occurringPhases = namesOf(words.phases).filter((name) =>
    shown.some(({ phases }) => visible(phases).some(({ phase }) => phase === name)),
  );
  return html`<h2 id="timeline">Timeline</h2>
    <ul class="legend">
      ${occurringPhases.map((phase) => {
        const { meaning, colour } = words.phases[phase];
        return html`<li><i class="${colour}"></i>${phase}: ${meaning}</li>`;
      })}
    </ul>
    <ul class="legend">
      ${occurring.map((outcome) => {
        const { meaning, tone } = words.outcomes[outcome];
        return html`<li><b class="${tone}">${outcome}</b>: ${meaning}</li>`;
      })}
    </ul>
    ${end < endedAt ? html`<p class="muted">The axis ends with the last of these ${words.noun}s.</p>` : ""}
    ${shown.length === 0 ? html`<p class="muted">There was no ${words.noun}.</p>` : axis(end)}
    <div role="list">${shown.map((item) => html`<div role="listitem">${row(item, words, end)}</div>`)}</div>
    ${
      others.length > 0
        ? html`<p class="muted">
            and ${counted(others.length, `more ${words.noun}`)}: ${countOutcomes(others, outcomes)}
          </p>`
        : ""
    }`;
}

function row<Phase extends string, Outcome extends string>(
  { id, name, phases, outcome, reason }: TimelineItem<Phase, Outcome>,
  words: TimelineWords<Phase, Outcome>,
  end: number,
): Markup {
  return html`<div class="row">
    <div class="name">${name}<br /><code class="muted">${id}</code></div>
    <div class="track">
      ${visible(phases).map(({ phase, from, to }) => {
        const label = `${phase} ${clockText(from)} to ${clockText(to)}`;
        const place = `--from:${percent(from, end)};--size:${percent(to - from, end)}`;
        const { colour } = words.phases[phase];
        const isShort = (to - from) * shortest < end;
        return html`<span
          class="bar ${colour}${isShort ? " short" : ""}"
          style="${place}"
          role="img"
          aria-label="${label}"
          title="${label}"
          ><span>${phase}</span></span
        >`;
      })}
    </div>
    <div class="outcome ${words.outcomes[outcome].tone}">${outcome}</div>
    ${reason === undefined ? "" : html`<div class="reason">${reason}</div>`}
  </div>`;
}

/** It stays in sight while the rows scroll. */
function axis(end: number): Markup {
  const isRoomy = (minutes: number) => end / (minutes * millisecondsPerMinute) <= maxTicks;
  const days = Math.ceil(end / (maxTicks * minutesPerDay * millisecondsPerMinute));
  const step = (steps.find(isRoomy) ?? days * minutesPerDay) * millisecondsPerMinute;
  const moments = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
  return html`<div class="row axis" aria-hidden="true">
    <div class="name"></div>
    <div class="track">
      ${moments.map((at) => {
        const place = percent(at, end);
        // The first label begins where the track does, and one at the end ends there.
        return html`<span class="tick" style="left:${place};transform:translateX(-${place})">${hours(at)}</span>`;
      })}
    </div>
    <div class="outcome"></div>
  </div>`;
}

/** A moment as hh:mm, which is exact for a tick. */
function hours(milliseconds: number): string {
  return clockText(milliseconds).slice(0, -":00".length);
}

/** What took no time is seen only where nothing else begins in its place. */
function visible<Entry extends { readonly from: number; readonly to: number }>(
  phases: readonly Entry[],
): readonly Entry[] {
  return phases.filter(({ from, to }, index) => to > from || index === phases.length - 1);
}

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100}%`;
}

function namesOf<Name extends string>(entries: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(entries) as Name[];
}
