import type { HeldImage, Holdings } from "../../../aws/ec2/holdings.ts";
import { html, type Markup } from "../../../report/markup.ts";
import { maxRows } from "../../../report/selection.ts";
import { type Row, table, text } from "../../../report/table.ts";
import { counted } from "../../../report/words.ts";

/** Most images whose tags are shown at once; those of more images are folded. */
const maxOpen = 10;

/** What the account holds. */
export function imageTable({ images, snapshots }: Holdings): Markup {
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
  return html`${table(
      "The account",
      columns,
      images.slice(0, maxRows).map((image) => imageRow(image, images.length <= maxOpen)),
    )}
    <p class="muted">${counts.join("; ")}</p>`;
}

function imageRow({ id, name, state, volumes, tags }: HeldImage, isOpen: boolean): Row {
  return {
    cells: [
      html`<div class="held">${name}<br /><code class="muted">${id}</code> ${state}</div>`,
      html`${volumes.map(
        ({ deviceName, size, type, encrypted }) =>
          html`<div>
            ${deviceName} ${size} GiB ${type}, ${encrypted ? "encrypted" : html`<b class="bad">not encrypted</b>`}
          </div>`,
      )}`,
      tagList(tags, isOpen),
    ],
  };
}

function tagList(tags: HeldImage["tags"], isOpen: boolean): Markup {
  const entries = Object.entries(tags).map(
    ([key, value]) =>
      html`<dt>${key}</dt>
        <dd>${value}</dd>`,
  );
  if (entries.length === 0) {
    return html`<span class="muted">none</span>`;
  }
  const list = html`<dl>${entries}</dl>`;
  return isOpen
    ? list
    : html`<details>
        <summary>${counted(entries.length, "tag")}</summary>
        ${list}
      </details>`;
}
