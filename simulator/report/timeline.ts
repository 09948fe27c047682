import { clockText } from "../cli/clock-text.ts";
import type { ImageRecord, SimulationRecord } from "../record.ts";
import { html, type Markup } from "./markup.ts";

/** Most rows of the timeline. */
const maxRows = 100;

const phases = {
  queued: "waits for its turn",
  copying: "EC2 copies it",
  waiting: "copied, and not noticed yet",
  finalizing: "the final image is registered",
} as const;

/** Steps of the axis in minutes, and most of them that find room. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080];
const maxTicks = 6;
const millisecondsPerMinute = 60_000;

/** A row for each image: what it was doing when. */
export function timeline({ images, endedAt }: SimulationRecord): Markup {
  const shown = images.slice(0, maxRows);
  const more = images.length - shown.length;
  return html`<h2 id="timeline">Timeline</h2>
    <ul class="legend">
      ${Object.entries(phases).map(([phase, meaning]) => html`<li><i class="${phase}"></i>${phase}: ${meaning}</li>`)}
    </ul>
    <div role="list">${shown.map((image) => html`<div role="listitem">${row(image, endedAt)}</div>`)}</div>
    ${axis(endedAt)} ${more > 0 ? html`<p class="muted">and ${more} more images</p>` : ""}`;
}

function row({ sourceAmiId, name, phases: parts, outcome, reason }: ImageRecord, endedAt: number): Markup {
  return html`<div class="row">
    <div class="name">${name}<br /><code class="muted">${sourceAmiId}</code></div>
    <div class="track">
      ${parts.map(({ phase, from, to }) => {
        const label = `${phase} ${clockText(from)} to ${clockText(to)}`;
        const place = `left:${percent(from, endedAt)};width:${percent(to - from, endedAt)}`;
        return html`<span
          class="bar ${phase}"
          style="${place}"
          role="img"
          aria-label="${label}"
          title="${label}"
        ></span>`;
      })}
    </div>
    <div class="outcome ${outcome}">${outcome}</div>
    ${reason === undefined ? "" : html`<div class="reason">${reason}</div>`}
  </div>`;
}

function axis(endedAt: number): Markup {
  const isRoomy = (minutes: number) => endedAt / (minutes * millisecondsPerMinute) <= maxTicks;
  const step = (steps.find(isRoomy) ?? endedAt) * millisecondsPerMinute;
  const moments = Array.from({ length: Math.floor(endedAt / step) + 1 }, (_, index) => index * step);
  return html`<div class="row axis" aria-hidden="true">
    <div class="name"></div>
    <div class="track">
      ${moments.map((at) => {
        const place = percent(at, endedAt);
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
