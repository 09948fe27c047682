import { Markup } from "./markup.ts";

/** Colours of bars, which tell phases apart; each scheme has its own shade of them. */
export const colours = ["grey", "blue", "amber", "purple", "teal", "pink", "olive", "brown"] as const;

export type Colour = (typeof colours)[number];

/** How a word is meant: each has a colour for texts. */
export const tones = ["good", "bad", "warning", "neutral"] as const;

export type Tone = (typeof tones)[number];

/** The report's style: it needs nothing from elsewhere, and follows the reader's colour scheme. */
export const style = new Markup(`
:root {
  color-scheme: light dark;
  --text: #1d2330; --muted: #596275; --line: #d9dde5; --ground: #ffffff; --panel: #f5f6f9; --shade: #1d233030;
  --grey: #697386; --blue: #2f6fd0; --amber: #9c6300; --purple: #7b52c7;
  --teal: #0b7285; --pink: #b8327a; --olive: #5b7000; --brown: #a0482b; --on-bar: #ffffff;
  --good: #1d7f46; --bad: #bf2b2b; --warning: #8a5800; --neutral: #596275;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6e9ef; --muted: #a3acbb; --line: #38404d; --ground: #14171c; --panel: #1d2229; --shade: #000000b0;
    --grey: #7b8596; --blue: #6ea2f2; --amber: #e3b04b; --purple: #ab8df0;
    --teal: #4fbccb; --pink: #f08fbf; --olive: #a9c34f; --brown: #e09a78; --on-bar: #14171c;
    --good: #55c285; --bad: #f07f7f; --warning: #e3b04b; --neutral: #a3acbb;
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
.verdict { margin: .75rem 0; padding: .6rem 1rem; border-left: .375rem solid; border-radius: 4px; background: var(--panel); font-size: 1.125rem; overflow-wrap: anywhere; }
.verdict.is-good { border-color: var(--good); } .verdict.is-bad { border-color: var(--bad); }
.failures { margin: 0; padding: 0; list-style: none; overflow-wrap: anywhere; }
.failures > li { padding: .5rem 0 .5rem 1rem; border-left: .1875rem solid var(--bad); margin-bottom: .5rem; }
.failures ul { margin: .25rem 0 0; padding-left: 1.1rem; }
.note { max-width: 48rem; }
.muted { color: var(--muted); }
${tones.map((tone) => `.${tone} { color: var(--${tone}); }`).join("\n")}
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
.scroll {
  overflow-x: auto;
  background:
    linear-gradient(to right, var(--ground) 40%, transparent) left / 2.5rem 100% local no-repeat,
    linear-gradient(to left, var(--ground) 40%, transparent) right / 2.5rem 100% local no-repeat,
    linear-gradient(to right, var(--shade), transparent) left / .75rem 100% scroll no-repeat,
    linear-gradient(to left, var(--shade), transparent) right / .75rem 100% scroll no-repeat;
}
.hint { position: sticky; left: 0; margin: 0; max-height: 0; overflow: hidden; font-size: .8125rem; }
/* A scroll timeline is there only where there is something to scroll. */
@supports (animation-timeline: scroll()) {
  @keyframes scrollable { from, to { --scrollable: 1; } }
  .scroll { animation: scrollable linear both; animation-timeline: scroll(self inline); }
  .hint { max-height: calc(var(--scrollable, 0) * 1.75rem); }
}
@media print { .hint { display: none; } }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-weight: 600; font-size: .875rem; vertical-align: bottom; }
tbody th { font-weight: 500; min-width: 8rem; }
tbody th > code { overflow-wrap: normal; }
td.text:last-child { min-width: 12rem; }
.sum th, .sum td { font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap; }
.fields { font-size: .8125rem; }
.cause, .held { min-width: 14rem; overflow-wrap: anywhere; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0 0 .5rem; padding: 0; font-size: .875rem; }
.legend i { display: inline-block; width: .9rem; height: .6rem; border-radius: 2px; margin-right: .4rem; }
.row { display: grid; grid-template-columns: minmax(9rem, 25rem) minmax(0, 1fr) 7rem; gap: 0 1rem; align-items: center; padding: .25rem 0; border-bottom: 1px solid var(--line); }
.row .name { font-size: .8125rem; overflow-wrap: anywhere; }
.row .outcome { font-size: .875rem; font-weight: 600; }
.track { position: relative; height: 1.125rem; background: var(--panel); border-radius: 3px; }
.bar {
  position: absolute; top: 0; bottom: 0; min-width: 6px; border-radius: 2px; container-type: inline-size;
  left: min(var(--from), 100% - 6px); width: var(--size); overflow: hidden; color: var(--on-bar);
}
.bar.short { z-index: 1; box-shadow: 0 0 0 1px var(--panel); }
.bar span { display: none; padding-left: .4rem; font-size: .75rem; line-height: 1.125rem; white-space: nowrap; }
@container (min-width: 4.75rem) { .bar span { display: block; } }
.bar, .legend i { forced-color-adjust: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
${colours.map((colour) => `.bar.${colour}, .legend .${colour} { background: var(--${colour}); }`).join("\n")}
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
