// What lasted from when to when, a row each, over the same stretch of time as a line plot above or below it.

import { escapeText, type PlotBand, roundTicks } from './line-plot.js'

const WIDTH = 960
const RIGHT = 16
const ROW = 20
const TOP = 26
/** The line plot's own left edge, so that the two lie over each other. */
const LEFT = 64

/** @param to where x ends; it begins at 0 */
export function barPlot({
  title,
  bars,
  to,
}: {
  title: string
  bars: readonly PlotBand[]
  to: number
}): string {
  const height = TOP + bars.length * ROW + 22
  const toX = (x: number) => LEFT + (x / to) * (WIDTH - LEFT - RIGHT)
  return [
    `<svg class="plot" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeText(title)}">`,
    `<text class="plot-title" x="${LEFT}" y="16">${escapeText(title)}</text>`,
    ...roundTicks(0, to).map(
      x =>
        `<line class="grid" x1="${round(toX(x))}" x2="${round(toX(x))}" y1="${TOP}" y2="${height - 20}"/><text class="tick" x="${round(toX(x))}" y="${height - 6}" text-anchor="middle">${round(x)}</text>`,
    ),
    ...bars.map((bar, index) => barRow(bar, TOP + index * ROW, toX)),
    '</svg>',
  ].join('')
}

/** The name stands behind the bar, or before it where there is no room behind. */
function barRow({ name, from, to }: PlotBand, y: number, toX: (x: number) => number): string {
  const [left, right] = [toX(from), Math.max(toX(to), toX(from) + 3)]
  const isEarly = left < WIDTH / 2
  const text = isEarly
    ? `x="${round(right + 6)}" text-anchor="start"`
    : `x="${round(left - 6)}" text-anchor="end"`
  return `<rect class="bar" x="${round(left)}" y="${y + 4}" width="${round(right - left)}" height="${ROW - 8}" rx="2"/><text ${text} y="${y + 14}">${escapeText(name)}</text>`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
