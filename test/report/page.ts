// A report as one HTML file that needs nothing else: it can be kept, sent and opened years later.

import { escapeText } from './line-plot.js'

export interface ReportTable {
  head: readonly string[]
  /** Cells are text, never HTML. A row marked bad stands out. */
  rows: readonly { cells: readonly string[]; isBad?: boolean }[]
}

/** A figure that stands out at the top. */
export interface ReportTile {
  value: string
  label: string
  isBad?: boolean
}

export interface ReportSection {
  title: string
  /** Paragraphs of text. */
  text?: readonly string[]
  table?: ReportTable
  /** From `linePlot` or `barPlot`. */
  plots?: readonly string[]
  /** Text of machines, line by line, each block under a sentence about it. */
  quotes?: readonly { about: string; lines: readonly string[] }[]
}

export function reportPage(options: {
  title: string
  /** The outcome in one line. */
  verdict: { text: string; isGood: boolean }
  tiles?: readonly ReportTile[]
  sections: readonly ReportSection[]
}): string {
  const { title, verdict, tiles = [], sections } = options
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeText(title)}</title><style>${STYLE}</style></head><body><main>
<h1>${escapeText(title)}</h1>
<p class="verdict ${verdict.isGood ? 'good' : 'bad'}">${escapeText(verdict.text)}</p>
${tilesHtml(tiles)}
${sections.map(sectionHtml).join('\n')}
</main></body></html>
`
}

function tilesHtml(tiles: readonly ReportTile[]): string {
  const tile = ({ value, label, isBad = false }: ReportTile) =>
    `<div class="tile${isBad ? ' bad' : ''}"><b>${escapeText(value)}</b><span>${escapeText(label)}</span></div>`
  return tiles.length === 0 ? '' : `<div class="tiles">${tiles.map(tile).join('')}</div>`
}

function sectionHtml({ title, text = [], table, plots = [], quotes = [] }: ReportSection): string {
  return [
    `<section><h2>${escapeText(title)}</h2>`,
    ...text.map(paragraph => `<p>${escapeText(paragraph)}</p>`),
    ...(table ? [tableHtml(table)] : []),
    ...plots,
    ...quotes.map(
      ({ about, lines }) => `<p>${escapeText(about)}</p><pre>${lines.map(escapeText).join('\n')}</pre>`,
    ),
    '</section>',
  ].join('\n')
}

function tableHtml({ head, rows }: ReportTable): string {
  const row = ({ cells, isBad = false }: ReportTable['rows'][number]) =>
    `<tr${isBad ? ' class="bad"' : ''}>${cells.map(cell => `<td>${escapeText(cell)}</td>`).join('')}</tr>`
  return `<div class="table"><table><thead><tr>${head.map(cell => `<th>${escapeText(cell)}</th>`).join('')}</tr></thead><tbody>${rows.map(row).join('')}</tbody></table></div>`
}

/** Of plots too, whose colours follow the reader's choice of light or dark. */
export const STYLE = `
:root{color-scheme:light dark;--text:#1c1e21;--muted:#5c636e;--page:#fff;--line:#d9dde3;--good:#157347;--bad:#b3261e;--band:#b3261e22;--card:#f5f6f8;
--c0:#2c6fbb;--c1:#c2620a;--c2:#2f8f5b;--c3:#8e44ad;--c4:#b3261e;--c5:#5c636e}
@media (prefers-color-scheme:dark){:root{--text:#e8eaed;--muted:#a2a9b4;--page:#16181c;--line:#343a43;--good:#58c88b;--bad:#ff8a80;--band:#ff8a8022;--card:#20242a;
--c0:#78b0ee;--c1:#f0a35e;--c2:#6fcf97;--c3:#c39bd3;--c4:#ff8a80;--c5:#a2a9b4}}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.good{color:var(--good);font-weight:600}.bad{color:var(--bad);font-weight:600}
.verdict{font-size:1.1rem;margin:.25rem 0 1rem}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.4rem,1fr));gap:.6rem;margin:1rem 0}
.tile{background:var(--card);border-radius:8px;padding:.7rem .85rem}.tile b{display:block;font-size:1.35rem;line-height:1.3;font-variant-numeric:tabular-nums}
.tile span{color:var(--muted);font-size:.85rem;font-weight:400}
pre{background:var(--card);border-radius:8px;padding:.7rem .85rem;overflow-x:auto;font:12px/1.5 ui-monospace,monospace}
.table{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--muted);font-weight:600}
.plot{width:100%;height:auto;margin:.5rem 0 1rem}.plot text{fill:var(--text);font:12px system-ui,sans-serif}
.plot .plot-title{font-weight:600;font-size:13px}.plot .tick,.plot .unit,.plot .band-name{fill:var(--muted)}.plot .unit{font-weight:400}.plot .band-name{font-size:11px}.plot .grid{stroke:var(--line)}.plot .band{fill:var(--band)}
.plot .line{fill:none;stroke-width:1.6}.plot .bar{fill:var(--bad);opacity:.75}
${[0, 1, 2, 3, 4, 5].map(index => `.line-${index}{stroke:var(--c${index})}`).join('')}`
