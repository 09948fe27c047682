import { Markup } from "./markup.ts";

/** The report's style: it needs nothing from elsewhere, and follows the reader's colour scheme. */
export const style = new Markup(`
:root {
  color-scheme: light dark;
  --text: #1d2330; --muted: #596275; --line: #d9dde5; --ground: #ffffff; --panel: #f5f6f9;
  --queued: #697386; --copying: #2f6fd0; --waiting: #9c6300; --finalizing: #7b52c7; --on-bar: #ffffff;
  --done: #1d7f46; --failed: #bf2b2b; --other: #596275;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6e9ef; --muted: #a3acbb; --line: #38404d; --ground: #14171c; --panel: #1d2229;
    --queued: #7b8596; --copying: #6ea2f2; --waiting: #e3b04b; --finalizing: #ab8df0; --on-bar: #14171c;
    --done: #55c285; --failed: #f07f7f; --other: #a3acbb;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 76rem;
  font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground);
}
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
p { margin: .25rem 0; }
.note { max-width: 48rem; }
.muted { color: var(--muted); }
.done { color: var(--done); } .failed { color: var(--failed); }
.deferred, .skipped, .unfinished { color: var(--other); }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 600; font-size: .875rem; vertical-align: bottom; }
tbody th { font-weight: 500; min-width: 8rem; }
td.text:last-child { min-width: 12rem; }
.sum th, .sum td { font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap; }
.cause, .held { min-width: 14rem; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0 0 .5rem; padding: 0; font-size: .875rem; }
.legend i { display: inline-block; width: .9rem; height: .6rem; border-radius: 2px; margin-right: .4rem; }
.row { display: grid; grid-template-columns: minmax(9rem, 25rem) minmax(0, 1fr) 5.5rem; gap: 0 1rem; align-items: center; padding: .25rem 0; border-bottom: 1px solid var(--line); }
.row .name { font-size: .8125rem; overflow-wrap: anywhere; }
.row .outcome { font-size: .875rem; font-weight: 600; }
.track { position: relative; height: 1.125rem; background: var(--panel); border-radius: 3px; }
.bar {
  position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 2px; container-type: inline-size;
  left: min(var(--from), 100% - 2px); width: var(--size); overflow: hidden; color: var(--on-bar);
}
.bar span { display: none; padding-left: .4rem; font-size: .75rem; line-height: 1.125rem; white-space: nowrap; }
@container (min-width: 4.75rem) { .bar span { display: block; } }
.bar, .legend i { forced-color-adjust: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bar.queued, .legend .queued { background: var(--queued); } .bar.copying, .legend .copying { background: var(--copying); }
.bar.waiting, .legend .waiting { background: var(--waiting); }
.bar.finalizing, .legend .finalizing { background: var(--finalizing); }
.axis { position: sticky; top: 0; z-index: 1; background: var(--ground); color: var(--muted); font-size: .75rem; }
.axis .track { background: none; height: 1.2rem; }
.tick { position: absolute; white-space: nowrap; }
.reason { grid-column: 1 / -1; font-size: .8125rem; color: var(--muted); overflow-wrap: anywhere; }
dl { display: grid; min-width: 24rem; grid-template-columns: max-content minmax(0, 1fr); gap: 0 .75rem; margin: 0; font-size: .8125rem; }
summary { cursor: pointer; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 48rem) {
  .row { grid-template-columns: minmax(0, 1fr) auto; }
  .row .track { grid-column: 1 / -1; grid-row: 2; }
  .axis .name, .axis .outcome { display: none; }
}
`);
