import type { Html } from './html-text.ts';

/** The page's look: readable on paper, on a phone and in the dark, without a single file beside it. */
export const styleSheet: Html = {
  markup: `
:root { color-scheme: light dark; --ink: #1b1b1f; --soft: #5c5f66; --paper: #fff; --line: #d9dce1;
  --pass: #1a7f37; --warn: #8a5a00; --fail: #c01c28; --unknown: #6f42c1; --skip: #5c5f66; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e9; --soft: #a0a4ab; --paper: #17181c; --line: #3a3d44;
  --pass: #4cc96b; --warn: #e0a83c; --fail: #ff7b72; --unknown: #b794f6; --skip: #a0a4ab; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 56rem; padding: 1.5rem 1rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.75rem; } h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; } h3 { margin: 0 0 .5rem; font-size: 1rem; }
header { padding: 1rem 1.25rem; border-left: .4rem solid; border-radius: .25rem; background: color-mix(in srgb, currentColor 8%, transparent); }
header.pass { color: var(--pass); } header.warn { color: var(--warn); } header.fail { color: var(--fail); } header.unknown { color: var(--unknown); }
header p { margin: .25rem 0 0; color: var(--ink); } .cause { font-family: ui-monospace, Consolas, monospace; font-size: .95rem; }
.counts { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0 0; padding: 0; list-style: none; font-weight: 600; }
.mark { display: inline-block; width: 1.1em; text-align: center; font-weight: 700; }
li.pass > p > .mark, .counts .pass { color: var(--pass); } li.warn > p > .mark, .counts .warn, .finding.warn .mark { color: var(--warn); }
li.fail > p > .mark, .counts .fail, .finding.fail .mark { color: var(--fail); }
li.unknown > p > .mark, .counts .unknown, .finding.unknown .mark { color: var(--unknown); } li.skip > p > .mark, .counts .skip { color: var(--skip); }
dl { margin: 0; } dl > div { display: grid; grid-template-columns: 8rem 1fr; gap: .5rem; } dt { color: var(--soft); } dd { margin: 0; }
.facts { margin-top: 1rem; columns: 2; font-size: .9rem; } .facts > div { break-inside: avoid; grid-template-columns: 7rem 1fr; }
.finding { margin: 0 0 1rem; padding: .75rem 1rem; border: 1px solid var(--line); border-left: .3rem solid var(--line); border-radius: .25rem; break-inside: avoid; }
.finding.fail { border-left-color: var(--fail); } .finding.warn { border-left-color: var(--warn); } .finding.unknown { border-left-color: var(--unknown); }
.checks { margin: 0; padding: 0; list-style: none; } .checks > li { padding: .5rem 0; border-top: 1px solid var(--line); } .checks p { margin: 0; }
.checks ul { margin: .25rem 0 0; padding-left: 2.5rem; font-size: .9rem; color: var(--soft); }
.status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
details { margin: .25rem 0 0 1.4rem; font-size: .85rem; color: var(--soft); } summary { cursor: pointer; }
pre { max-height: 24rem; overflow: auto; padding: .75rem; border: 1px solid var(--line); border-radius: .25rem; white-space: pre-wrap; }
code, pre { font-family: ui-monospace, Consolas, monospace; }
footer { margin-top: 2rem; color: var(--soft); font-size: .85rem; }
@media (max-width: 40rem) { .facts { columns: 1; } dl > div, .facts > div { grid-template-columns: 1fr; gap: 0; } }
@media print { body { max-width: none; padding: 0; } pre { max-height: none; } }
`,
};
