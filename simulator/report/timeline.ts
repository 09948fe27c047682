import { clockText } from "../cli/clock-text.ts";
import type { ImageOutcome, ImageRecord, Phase, SimulationRecord } from "../core/record.ts";
import { html, type Markup } from "./markup.ts";
import { countOutcomes, selectImages } from "./selection.ts";
import { counted } from "./words.ts";

const phases = {
  queued: "waits for its turn",
  copying: "EC2 copies it",
  waiting: "copied, and not noticed yet",
  finalizing: "the final image is registered",
} as const satisfies Record<Phase, string>;

const outcomes = {
  done: "the final image is there",
  failed: "there is no final image, for the reason below it",
  deferred: "left to a later execution",
  skipped: "there was nothing to do",
  unfinished: "the executions ended before it did",
} as const satisfies Record<ImageOutcome, string>;

/** Steps of the axis in minutes, and most of them that find room. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080];
const maxTicks = 6;
const millisecondsPerMinute = 60_000;
const minutesPerDay = 1_440;

/** A row for each image: what it was doing when. Executions that found nothing to do later on have no place in it. */
export function timeline({ images, endedAt }: SimulationRecord): Markup {
  const { shown, others } = selectImages(images);
  const ends = shown.flatMap((image) => image.phases.map(({ to }) => to));
  const end = ends.length === 0 ? endedAt : Math.max(...ends);
  const occurring = Object.entries(outcomes).filter(([outcome]) => images.some((image) => image.outcome === outcome));
  return html`<h2 id="timeline">Timeline</h2>
    <ul class="legend">
      ${Object.entries(phases).map(([phase, meaning]) => html`<li><i class="${phase}"></i>${phase}: ${meaning}</li>`)}
    </ul>
    <ul class="legend">
      ${occurring.map(([outcome, meaning]) => html`<li><b class="${outcome}">${outcome}</b>: ${meaning}</li>`)}
    </ul>
    ${end < endedAt ? html`<p class="muted">The axis ends with the last of these images.</p>` : ""}
    ${shown.length === 0 ? html`<p class="muted">There was no image.</p>` : axis(end)}
    <div role="list">${shown.map((image) => html`<div role="listitem">${row(image, end)}</div>`)}</div>
    ${
      others.length > 0
        ? html`<p class="muted">and ${counted(others.length, "more image")}: ${countOutcomes(others)}</p>`
        : ""
    }`;
}

function row({ sourceAmiId, name, phases: parts, outcome, reason }: ImageRecord, end: number): Markup {
  return html`<div class="row">
    <div class="name">${name}<br /><code class="muted">${sourceAmiId}</code></div>
    <div class="track">
      ${parts.map(({ phase, from, to }) => {
        const label = `${phase} ${clockText(from)} to ${clockText(to)}`;
        const place = `--from:${percent(from, end)};--size:${percent(to - from, end)}`;
        return html`<span class="bar ${phase}" style="${place}" role="img" aria-label="${label}" title="${label}"
          ><span>${phase}</span></span
        >`;
      })}
    </div>
    <div class="outcome ${outcome}">${outcome}</div>
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

function percent(part: number, whole: number): string {
  return `${whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 100}%`;
}
