import type { HeldImage, SimulationRecord } from "../record.ts";
import { html, type Markup } from "./markup.ts";
import { maxRows } from "./selection.ts";
import { type Row, table, text } from "./table.ts";
import { counted } from "./words.ts";

/** What the account holds at the end. */
export function accountTable({ account: { images, snapshots } }: SimulationRecord): Markup {
  const more = images.length - maxRows;
  const gigabytes = snapshots.reduce((sum, { size }) => sum + size, 0);
  const isSafe = snapshots.every(({ encrypted }) => encrypted);
  const counts = [
    ...(more > 0 ? [`and ${counted(more, "more image")}`] : []),
    `${counted(images.length, "image")} and ${counted(snapshots.length, "snapshot")} in all`,
    ...(snapshots.length > 0
      ? [`${gigabytes.toLocaleString("en")} GiB of snapshots, ${isSafe ? "all" : "not all"} encrypted`]
      : []),
  ];
  const columns = [text("Image"), text("Volumes"), text("Tags")];
  return html`${table("The account", columns, images.slice(0, maxRows).map(imageRow))}
    <p class="muted">${counts.join("; ")}</p>`;
}

function imageRow({ id, name, state, volumes, tags }: HeldImage): Row {
  return {
    cells: [
      html`<div class="held">${name}<br /><code class="muted">${id}</code> ${state}</div>`,
      html`${volumes.map(
        ({ deviceName, size, type, encrypted }) =>
          html`<div>
            ${deviceName} ${size} GiB ${type}, ${encrypted ? "encrypted" : html`<b class="failed">not encrypted</b>`}
          </div>`,
      )}`,
      tagList(tags),
    ],
  };
}

function tagList(tags: HeldImage["tags"]): Markup {
  const entries = Object.entries(tags).map(
    ([key, value]) =>
      html`<dt>${key}</dt>
        <dd>${value}</dd>`,
  );
  return entries.length === 0 ? html`<span class="muted">none</span>` : html`<dl>${entries}</dl>`;
}
