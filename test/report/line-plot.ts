// A plot of lines over time as SVG, with nothing but text in it. Colours come from the page it stands in.

export interface PlotLine {
  name: string
  /** x and y, in the order of x; a y that is not finite breaks the line. */
  points: readonly (readonly [x: number, y: number])[]
}

/** A stretch of x that is shaded and named, e.g. a fault. */
export interface PlotBand {
  name: string
  from: number
  to: number
}

export interface LinePlot {
  title: string
  /** What y counts, e.g. `ms`. */
  unit: string
  /** What x counts; default: seconds. */
  xUnit?: string
  /** Equal steps to the right are equal factors; every x is above 0. */
  isXLogarithmic?: boolean
  lines: readonly PlotLine[]
  bands?: readonly PlotBand[]
}

const WIDTH = 960
const HEIGHT = 260
const LEFT = 64
const RIGHT = 16
const TOP = 34
const BOTTOM = 34
const TICKS = 5

export function linePlot({
  title,
  unit,
  xUnit = 's',
  isXLogarithmic = false,
  lines,
  bands = [],
}: LinePlot): string {
  const points = lines.flatMap(line =>
    line.points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y)),
  )
  const xs = [...points.map(([x]) => x), ...bands.flatMap(({ from, to }) => [from, to])]
  const [xMin, xMax] = isXLogarithmic ? extent(xs) : extent([0, 1, ...xs])
  const yMax = niceCeiling(points.reduce((max, [, y]) => Math.max(max, y), 0))
  const share = (x: number) =>
    isXLogarithmic ? Math.log(x / xMin) / Math.log(xMax / xMin) : (x - xMin) / (xMax - xMin)
  const toX = (x: number) => LEFT + share(x) * (WIDTH - LEFT - RIGHT)
  const toY = (y: number) => HEIGHT - BOTTOM - (y / yMax) * (HEIGHT - TOP - BOTTOM)
  const ticks = Array.from({ length: TICKS + 1 }, (_, index) => index / TICKS)

  return [
    `<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeText(title)}">`,
    `<text class="plot-title" x="${LEFT}" y="18">${escapeText(title)}<tspan class="unit" dx="8">${escapeText(unit)}</tspan></text>`,
    ...bands.map(band => shade(band, toX)),
    ...ticks.map(part => {
      const y = toY(part * yMax)
      return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y)}" y2="${round(y)}"/><text class="tick" x="${LEFT - 6}" y="${round(y + 4)}" text-anchor="end">${numberText(part * yMax)}</text>`
    }),
    ...(isXLogarithmic
      ? ticks.map(part => roughly(xMin * (xMax / xMin) ** part))
      : roundTicks(xMin, xMax)
    ).map(
      x =>
        `<text class="tick" x="${round(toX(x))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${numberText(x)}</text>`,
    ),
    `<text class="tick" x="${WIDTH - RIGHT}" y="${HEIGHT - 2}" text-anchor="end">${escapeText(xUnit)}</text>`,
    ...lines.map(
      (line, index) => `<path class="line line-${index % 6}" d="${pathOf(line.points, toX, toY)}"/>`,
    ),
    ...legend(lines),
    '</svg>',
  ].join('')
}

function shade({ name, from, to }: PlotBand, toX: (x: number) => number): string {
  const x = toX(from)
  const width = Math.max(1, toX(to) - x)
  return `<rect class="band" x="${round(x)}" y="${TOP}" width="${round(width)}" height="${HEIGHT - TOP - BOTTOM}"><title>${escapeText(name)}</title></rect><text class="band-name" x="${round(x + 4)}" y="${TOP + 12}">${escapeText(name)}</text>`
}

function pathOf(points: PlotLine['points'], toX: (x: number) => number, toY: (y: number) => number): string {
  let isDown = false
  return points
    .map(([x, y]) => {
      const isShown = Number.isFinite(y)
      const command = isShown ? `${isDown ? 'L' : 'M'}${round(toX(x))} ${round(toY(y))}` : ''
      isDown = isShown
      return command
    })
    .join('')
}

function legend(lines: readonly PlotLine[]): string[] {
  let x = WIDTH - RIGHT
  return lines.toReversed().map((line, fromLast) => {
    const index = lines.length - 1 - fromLast
    x -= 8 * line.name.length + 26
    return `<line class="line line-${index % 6}" x1="${x}" x2="${x + 16}" y1="14" y2="14"/><text class="tick" x="${x + 20}" y="18">${escapeText(line.name)}</text>`
  })
}

/** Round numbers from `min` to `max`, about as many as there are ticks. */
export function roundTicks(min: number, max: number): number[] {
  const step = niceCeiling((max - min) / (2 * TICKS))
  const first = Math.ceil(min / step)
  return Array.from({ length: Math.floor(max / step) - first + 1 }, (_, index) => (first + index) * step)
}

function extent(values: readonly number[]): [min: number, max: number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
}

/** With two digits that count, as a label may be. */
function roughly(value: number): number {
  return Number(value.toPrecision(2))
}

/** The next of 1, 2, 5, 10, 20, 50… that is not below `value`; 1 for 0. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 5, 10].find(factor => factor * power >= value) ?? 10
  return step * power
}

function numberText(value: number): string {
  if (value >= 1_000_000) return `${round(value / 1_000_000)}M`
  return value >= 10_000 ? `${round(value / 1_000)}k` : String(round(value))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, char => `&#${char.charCodeAt(0)};`)
}
