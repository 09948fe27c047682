import type { HeldImage } from "../../../aws/ec2/holdings.ts";
import { html, type Markup } from "../../../report/markup.ts";
import { number, type Row, someTable, text } from "../../../report/table.ts";
import { counted } from "../../../report/words.ts";
import { billedSeconds } from "../cost.ts";
import type { BuilderPart, CellRecord } from "../record.ts";

/** What each step took. */
export function stepTable(cells: readonly CellRecord[]): readonly Markup[] {
  const rows = cells.flatMap(({ id, execution, steps }) =>
    steps.map(({ name, seconds, exitCode }): Row => {
      const code = exitCode === null ? html`<b class="bad">none</b>` : exitCode;
      return {
        cells: [
          html`${id}<br /><span class="muted">${execution}</span>`,
          name,
          seconds,
          exitCode === 0 ? 0 : html`<b class="bad">${code}</b>`,
        ],
      };
    }),
  );
  return someTable("Steps", [text("Cell"), text("Step"), number("Seconds"), number("Exit code")], rows);
}

/** What became of each test. */
export function testTable(cells: readonly CellRecord[]): readonly Markup[] {
  const rows = cells.flatMap(({ id, execution, tests }) =>
    tests.map(({ name, on, passed, seconds, reason = "" }): Row => {
      const result = passed ? html`<b class="good">passed</b>` : html`<b class="bad">failed</b> ${reason}`;
      return {
        cells: [html`${id}<br /><span class="muted">${execution}</span>`, name, `on the ${on}`, seconds, result],
      };
    }),
  );
  const columns = [text("Cell"), text("Test"), text("Where"), number("Seconds"), text("Result")];
  return someTable("Tests", columns, rows);
}

/** The instances that ran, and what of their time is billed. */
export function instanceTable({ instances }: BuilderPart): readonly Markup[] {
  const rows = instances.map((instance): Row => {
    const { id, role, type, region, spot, state } = instance;
    const kind = spot ? `${type}, spot` : type;
    return { cells: [html`<code>${id}</code>`, role, kind, region, Math.round(billedSeconds(instance)), state] };
  });
  const columns = [
    text("Instance"),
    text("Role"),
    text("Type"),
    text("Region"),
    number("Seconds billed"),
    text("State"),
  ];
  return someTable("Instances", columns, rows);
}

/** What the account holds of images at the end, in all Regions. */
export function imageTable({ regions }: BuilderPart): readonly Markup[] {
  const all = Object.entries(regions).flatMap(([region, { images }]) => images.map((image) => ({ region, image })));
  const rows = all.map(({ region, image }): Row => {
    const { id, name, state } = image;
    return { cells: [html`${name}<br /><code class="muted">${id}</code>`, region, state, tagList(image)] };
  });
  return someTable("Images", [text("Image"), text("Region"), text("State"), text("Tags")], rows);
}

/** The parameters that name images. */
export function parameterTable({ parameters }: BuilderPart): readonly Markup[] {
  const rows = parameters.map(({ name, region, value, version }): Row => ({
    cells: [name, region, html`<code>${value}</code>`, version],
  }));
  const columns = [text("Parameter"), text("Region"), text("Image"), number("Version")];
  return someTable("Parameters", columns, rows);
}

function tagList({ tags }: HeldImage): Markup {
  const entries = Object.entries(tags).map(
    ([key, value]) =>
      html`<dt>${key}</dt>
        <dd>${value}</dd>`,
  );
  if (entries.length === 0) return html`<span class="muted">none</span>`;
  return html`<details>
    <summary>${counted(entries.length, "tag")}</summary>
    <dl>${entries}</dl>
  </details>`;
}
