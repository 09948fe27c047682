import { clockText } from "../cli/clock-text.ts";
import type { HeldImage, SimulationRecord } from "../record.ts";
import { historyLimit, payloadLimit } from "../workflow/limits.ts";
import { type CostItem, costOf, total } from "./cost.ts";
import { html, type Markup } from "./markup.ts";

/** Most images of the account that are listed. */
const maxImages = 100;

const whole = new Intl.NumberFormat("en");
const dollars = (amount: number) => `$${amount.toFixed(6)}`;

/** How each execution ended, and how near it came to the limits of Step Functions. */
export function executionTable({ executions }: SimulationRecord): Markup {
  const rows = executions.map(
    ({ name, status, error, cause, startedAt, endedAt, transitions, longestHistory, largestPayload }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="${status === "SUCCEEDED" ? "done" : "failed"}">
          ${status}${error === undefined ? "" : html`<br /><span class="muted">${error}: ${cause ?? ""}</span>`}
        </td>
        ${cells(clockText(startedAt), clockText(endedAt), whole.format(transitions))}
        ${cells(`${whole.format(longestHistory)} of ${whole.format(historyLimit)}`)}
        ${cells(`${whole.format(largestPayload)} of ${whole.format(payloadLimit)}`)}
      </tr>`,
  );
  const heads = ["Execution", "Status", "Started", "Ended", "Transitions", "Longest history", "Largest payload, bytes"];
  return table("Executions", heads, 2, rows);
}

/** How often each state was entered. */
export function stateTable({ executions }: SimulationRecord): Markup {
  const states = new Map<string, { type: string; visits: number; retries: number; errors: number }>();
  for (const { name, type, retries, error } of executions.flatMap((execution) => execution.states)) {
    const state = states.get(name) ?? { type, visits: 0, retries: 0, errors: 0 };
    state.visits += 1;
    state.retries += retries;
    state.errors += error === undefined ? 0 : 1;
    states.set(name, state);
  }
  const rows = [...states].map(
    ([name, { type, visits, retries, errors }]) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${type}</td>
        ${cells(...[visits, retries, errors].map((count) => whole.format(count)))}
      </tr>`,
  );
  return table("State transitions", ["State", "Type", "Visits", "Retries", "Left by an error"], 2, rows);
}

/** How often each operation was called. */
export function callTable({ calls }: SimulationRecord): Markup {
  const operations = new Map<
    string,
    { service: string; operation: string; count: number; outcomes: Map<string, number> }
  >();
  for (const { service, operation, outcome } of calls) {
    const key = `${service} ${operation}`;
    const entry = operations.get(key) ?? { service, operation, count: 0, outcomes: new Map<string, number>() };
    entry.count += 1;
    if (outcome !== "ok") entry.outcomes.set(outcome, (entry.outcomes.get(outcome) ?? 0) + 1);
    operations.set(key, entry);
  }
  const rows = [...operations.values()].map(
    ({ service, operation, count, outcomes }) =>
      html`<tr>
        <th scope="row">${operation}</th>
        <td>${service}</td>
        ${cells(whole.format(count))}
        <td>${[...outcomes].map(([outcome, times]) => `${outcome} (${times})`).join(", ")}</td>
      </tr>`,
  );
  return table("API calls", ["Operation", "Service", "Calls", "Errors and faults"], 2, rows, 1);
}

/** How often each function was invoked, and what it took. */
export function invocationTable({ invocations }: SimulationRecord): Markup {
  const names = [...new Set(invocations.map(({ functionName }) => functionName))];
  const rows = names.map((name) => {
    const own = invocations.filter(({ functionName }) => functionName === name);
    const errors = own.filter(({ outcome }) => outcome !== "ok").length;
    const peak = Math.max(...own.map(({ peakMegabytes }) => peakMegabytes));
    const memory = `${Math.round(peak)} of ${own[0]?.memoryMegabytes ?? 0} MB`;
    const cold = own.filter(({ coldStart }) => coldStart).length;
    return html`<tr>
      <th scope="row">${name}</th>
      ${cells(whole.format(own.length), whole.format(cold), whole.format(errors), memory)}
    </tr>`;
  });
  return table("Invocations", ["Function", "Invocations", "Cold starts", "Errors", "Most memory"], 1, rows);
}

/** What it would have cost. */
export function costTable(record: SimulationRecord): Markup {
  const { run, monthly } = costOf(record);
  const group = (title: string, items: readonly CostItem[]) => [
    ...items.map(
      ({ item, unit, quantity, amount }) =>
        html`<tr>
          <th scope="row">${item}</th>
          <td>${title}</td>
          ${cells(`${whole.format(quantity)} ${unit}s`, dollars(amount))}
        </tr>`,
    ),
    html`<tr>
      <th scope="row">Sum</th>
      <td>${title}</td>
      ${cells("", dollars(total(items)))}
    </tr>`,
  ];
  const note =
    "AWS's list prices in us-east-1, without the free tier. Functions took the time of this machine. A snapshot holds only the blocks that were written, so its cost is at most this.";
  return html`${table("Cost", ["Item", "When", "Quantity", "US dollars"], 2, [...group("this simulation", run), ...group("every month", monthly)])}
    <p class="muted">${note}</p>`;
}

/** What the account holds at the end. */
export function accountTable({ account: { images, snapshots } }: SimulationRecord): Markup {
  const rows = images.slice(0, maxImages).map(imageRow);
  const more = images.length - rows.length;
  return html`${table("The account", ["Image", "Volumes", "Tags"], 3, rows)}
    <p class="muted">
      ${more > 0 ? `and ${whole.format(more)} more images; ` : ""}${whole.format(images.length)} images and
      ${whole.format(snapshots.length)} snapshots in all
    </p>`;
}

function imageRow({ id, name, state, volumes, tags }: HeldImage): Markup {
  return html`<tr>
    <th scope="row">${name}<br /><code class="muted">${id}</code> ${state}</th>
    <td>
      ${volumes.map(
        ({ deviceName, size, type, encrypted }) =>
          html`<div>
            ${deviceName} ${size} GiB ${type}, ${encrypted ? "encrypted" : html`<b class="failed">not encrypted</b>`}
          </div>`,
      )}
    </td>
    <td>
      <dl>
        ${Object.entries(tags).map(
          ([key, value]) =>
            html`<dt>${key}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
    </td>
  </tr>`;
}

function cells(...texts: readonly string[]): readonly Markup[] {
  return texts.map((text) => html`<td class="number">${text}</td>`);
}

/** A titled table; its first columns are texts, and so are the last ones if any, those between are numbers. */
function table(title: string, heads: readonly string[], texts: number, rows: readonly Markup[], lastTexts = 0): Markup {
  const head = heads.map((text, index) =>
    index < texts || index >= heads.length - lastTexts
      ? html`<th scope="col">${text}</th>`
      : html`<th scope="col" class="number">${text}</th>`,
  );
  return html`<h2>${title}</h2>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${head}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}
