import type { SimulationRecord } from "../core/record.ts";
import type { ModuleCost } from "../modules/simulated-module.ts";
import { type CostItem, costOfRuns, total } from "./cost.ts";
import { html, type Markup } from "./markup.ts";
import { number, type Row, table, text } from "./table.ts";
import { counted } from "./words.ts";

const unitPrice = new Intl.NumberFormat("en", { maximumFractionDigits: 10 });

/** What it would have cost. */
export function costTable(record: SimulationRecord, { run, monthly, note }: ModuleCost): Markup {
  const columns = [text("Item"), text("When"), number("Quantity"), number("Price of a unit"), number("Amount")];
  const rows = [
    ...group("this simulation", [...costOfRuns(record), ...run]),
    ...(monthly.length === 0 ? [] : group("every month", monthly)),
  ];
  return html`${table("Cost", columns, rows)}
    <p class="muted note">
      AWS’s list prices in us-east-1 in US dollars; the free tier is not deducted. Functions took the time of this
      machine. EventBridge, SNS, SQS, CloudWatch and what travels over networks are not counted. ${note}
    </p>`;
}

function group(when: string, items: readonly CostItem[]): readonly Row[] {
  return [
    ...items.map(({ item, unit, quantity, price, amount }) => ({
      cells: [item, when, counted(quantity, unit), `$${unitPrice.format(price)}`, dollars(amount)],
    })),
    { cells: ["Total", when, "", "", dollars(total(items))], isSum: true },
  ];
}

function dollars(amount: number): string {
  return amount > 0 && amount < 0.000001 ? "less than $0.000001" : `$${amount.toFixed(6)}`;
}
