import { Markup } from "./markup.ts";

/** The report's style: it needs nothing from elsewhere, and follows the reader's colour scheme. */
export const style = new Markup(`
:root {
  color-scheme: light dark;
  --text: #1d2330; --muted: #596275; --line: #d9dde5; --ground: #ffffff; --panel: #f5f6f9;
  --queued: #aab2c0; --copying: #2f6fd0; --waiting: #d99a1c; --finalizing: #7b52c7;
  --done: #1d7f46; --failed: #bf2b2b; --other: #596275;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6e9ef; --muted: #a3acbb; --line: #38404d; --ground: #14171c; --panel: #1d2229;
    --queued: #6b7585; --copying: #6ea2f2; --waiting: #e3b04b; --finalizing: #ab8df0;
    --done: #55c285; --failed: #f07f7f; --other: #a3acbb;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 72rem;
  font: 1rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--ground);
}
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
p { margin: .25rem 0; }
.muted { color: var(--muted); }
.done { color: var(--done); } .failed { color: var(--failed); }
.deferred, .skipped, .unfinished { color: var(--other); }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--muted); font-weight: 600; font-size: .875rem; }
tbody th { font-weight: 500; }
tfoot td, tfoot th { font-weight: 600; border-bottom: 0; }
.number { text-align: right; padding-right: 1rem; white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0 0 .75rem; padding: 0; font-size: .875rem; }
.legend i { display: inline-block; width: .9rem; height: .6rem; border-radius: 2px; margin-right: .4rem; }
.row { display: grid; grid-template-columns: minmax(9rem, 17rem) minmax(0, 1fr) 6rem; gap: 0 1rem; align-items: center; padding: .25rem 0; border-bottom: 1px solid var(--line); }
.row .name { font-size: .875rem; overflow-wrap: anywhere; }
.row .outcome { font-size: .875rem; font-weight: 600; }
.track { position: relative; height: 1rem; background: var(--panel); border-radius: 3px; }
.bar { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 2px; }
.queued { background: var(--queued); } .copying { background: var(--copying); }
.waiting { background: var(--waiting); } .finalizing { background: var(--finalizing); }
.axis { border-bottom: 0; color: var(--muted); font-size: .75rem; }
.axis .track { background: none; height: 1.2rem; }
.tick { position: absolute; white-space: nowrap; }
.reason { grid-column: 1 / -1; font-size: .8125rem; color: var(--muted); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0 .75rem; margin: 0; font-size: .8125rem; }
dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  .row { grid-template-columns: minmax(0, 1fr) auto; }
  .row .track { grid-column: 1 / -1; grid-row: 2; }
  .axis .name, .axis .outcome { display: none; }
}
`);
