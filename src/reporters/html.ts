import type { Finding, Status } from '../core/finding.ts';
import type { CheckResult, Report } from '../core/report.ts';
import { explanationOf, ownerNames } from './finding-detail.ts';
import { causeOf, describeCause, verdictStatus, verdictWords } from './headline.ts';
import { styleSheet } from './html-style.ts';
import { type Html, html, join } from './html-text.ts';
import { ended } from './sentence.ts';

const marks: Readonly<Record<Status, string>> = { pass: '✓', warn: '!', fail: '✗', unknown: '?', skip: '–' };
const words: Readonly<Record<Status, string>> = {
  pass: 'pass',
  warn: 'warning',
  fail: 'fail',
  unknown: 'unknown',
  skip: 'skipped',
};

/** What needs attention, in the order in which it does. */
const groups = [
  { status: 'fail', heading: 'In the way' },
  { status: 'unknown', heading: 'Could not be determined' },
  { status: 'warn', heading: 'Worth knowing' },
] as const satisfies readonly { readonly status: Status; readonly heading: string }[];

/**
 * The report as one file that needs nothing else and does nothing: no script, no link that leaves it, and a policy that
 * forbids the browser to load anything, whatever a server's text may say.
 */
export function renderHtml(report: Report): string {
  const title = `${verdictWords[report.verdict]}: ${report.target.cmg ?? 'cmg-preflight'}`;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${styleSheet}</style>
</head>
<body>
<main>
${renderHead(report)}
${join(groups.map((group) => renderGroup(group, report)))}
<section aria-labelledby="checks">
<h2 id="checks">Checks</h2>
<ol class="checks">
${join(report.checks.map(renderCheck))}
</ol>
</section>
</main>
<footer>${report.tool.name} ${report.tool.version}, ${report.startedAt}, ${report.durationMs} ms</footer>
</body>
</html>
`;
  return page.markup;
}

function renderHead(report: Report): Html {
  const status = verdictStatus[report.verdict];
  const cause = causeOf(report);
  const facts: readonly (readonly [string, string | number | null])[] = [
    ['Gateway', report.target.cmg],
    ['Tenant', report.target.tenantId],
    ['Device', report.device.computerName],
    ['Device id', report.device.deviceId],
    ['Join', report.device.joinType],
    ['Windows build', report.device.osBuild],
    ['Architecture', report.device.arch],
    ['Run as', report.device.user],
    ['Exit code', report.exitCode],
  ];
  return html`<header class="${status}">
<h1><span class="mark" aria-hidden="true">${marks[status]}</span> ${verdictWords[report.verdict]}</h1>
${cause === undefined ? '' : html`<p class="cause">${describeCause(cause)}</p>`}
${report.retryable ? html`<p>All that is in the way may cure itself: wait, or try again.</p>` : ''}
${report.target.noCrlCheck ? html`<p>Judged for a deployment with /nocrlcheck.</p>` : ''}
<ul class="counts">${join(countsOf(report))}</ul>
</header>
<dl class="facts">
${join(facts.map(([name, value]) => (value === null ? html`` : html`<div><dt>${name}</dt><dd>${value}</dd></div>`)))}
</dl>`;
}

function countsOf({ counts }: Report): readonly Html[] {
  return (['fail', 'unknown', 'warn', 'pass', 'skip'] as const)
    .filter((status) => counts[status] > 0)
    .map((status) => html`<li class="${status}">${counts[status]} ${words[status]}</li>`);
}

function renderGroup(group: (typeof groups)[number], report: Report): Html {
  const findings = report.checks.flatMap((check) => check.findings).filter(({ status }) => status === group.status);
  if (findings.length === 0) return html``;
  return html`<section aria-labelledby="${group.status}">
<h2 id="${group.status}">${group.heading}</h2>
${join(findings.map(renderFinding))}
</section>
`;
}

function renderFinding(finding: Finding): Html {
  return html`<article class="finding ${finding.status}">
<h3><span class="mark" aria-hidden="true">${marks[finding.status]}</span> ${finding.what}</h3>
<dl>
${join(rowsOf(finding).map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`))}
</dl>
</article>
`;
}

function rowsOf(finding: Finding): readonly (readonly [string, string | Html])[] {
  const { subject, why, symptom } = finding;
  const command = explanationOf(finding);
  const rows: [string, string | Html | undefined][] = [
    ['Why', why],
    ['What to do', 'fix' in finding ? finding.fix : undefined],
    ['Who', 'owner' in finding && finding.owner !== undefined ? ownerNames[finding.owner] : undefined],
    ['About', subject === undefined || finding.what.includes(subject) ? undefined : subject],
    ['Later', finding.transient === true ? 'It may cure itself: waiting or trying again can be enough.' : undefined],
    ['ccmsetup.log', symptom === undefined ? undefined : html`<code>${symptom}</code>`],
    ['Code', html`<code>${finding.code}</code>`],
    ['More', command === undefined ? undefined : html`<code>${command}</code>`],
    [
      'Waived',
      finding.status === 'warn' && finding.waived === true ? 'with --ignore; else this is a failure' : undefined,
    ],
  ];
  return rows.flatMap(([label, text]) => (text === undefined ? [] : [[label, text] as const]));
}

function renderCheck(check: CheckResult): Html {
  const notes = check.findings.filter(({ status }) => status === 'pass' || status === 'skip');
  return html`<li class="${check.status}">
<p><span class="mark" aria-hidden="true">${marks[check.status]}</span> <span class="status">${words[check.status]}</span> ${check.title}</p>
${notes.length === 0 ? '' : html`<ul>${join(notes.map(renderNote))}</ul>`}
<details>
<summary>Evidence of <code>${check.id}</code>, ${check.durationMs} ms</summary>
<pre>${JSON.stringify(check.evidence, null, 2)}</pre>
</details>
</li>
`;
}

function renderNote(finding: Finding): Html {
  const text = finding.status === 'skip' ? `${ended(finding.what)} ${finding.why}` : finding.what;
  return html`<li><code>${finding.code}</code> ${text}</li>`;
}
