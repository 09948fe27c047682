import type { SimulationRecord } from "../core/record.ts";
import { type CostItem, costOf, total } from "./cost.ts";
import { html, type Markup } from "./markup.ts";
import { number, type Row, table, text } from "./table.ts";
import { counted } from "./words.ts";

const unitPrice = new Intl.NumberFormat("en", { maximumFractionDigits: 10 });

/** What it would have cost. */
export function costTable(record: SimulationRecord): Markup {
  const { run, monthly } = costOf(record);
  const columns = [text("Item"), text("When"), number("Quantity"), number("Price of a unit"), number("Amount")];
  return html`${table("Cost", columns, [...group("this simulation", run), ...group("every month", monthly)])}
    <p class="muted note">
      AWS’s list prices in us-east-1 in US dollars; the free tier is not deducted. Functions took the time of this
      machine. A snapshot holds only the blocks that were written, so what stays costs at most this; a customer managed
      key and a secret of yours have their own monthly price.
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
