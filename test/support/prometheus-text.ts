// Reads the Prometheus text format (version 0.0.4) strictly: whatever is not allowed there throws.

export interface Sample {
  name: string
  labels: Readonly<Record<string, string>>
  value: number
}

export interface Family {
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  samples: Sample[]
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (NaN|[+-]Inf|-?[\d.]+(?:e[+-]?\d+)?)$/
const LABELS = /^(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"(?:,|$))*$/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"/g

/** @throws Error naming the line that is not valid */
export function parsePrometheusText(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  let help: { name: string; text: string } | null = null
  let family: { name: string; of: Family } | null = null

  for (const line of text.split('\n')) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? []
    if (kind === 'HELP') help = { name, text: rest }
    else if (kind === 'TYPE') {
      if (families.has(name) || help?.name !== name) throw new Error(`out of order: ${line}`)
      if (rest !== 'counter' && rest !== 'gauge' && rest !== 'histogram') throw new Error(`kind: ${line}`)
      family = { name, of: { type: rest, help: help.text, samples: [] } }
      families.set(name, family.of)
    } else if (line !== '' && !line.startsWith('#')) {
      const sample = parseSample(line)
      const series = `${sample.name}${JSON.stringify(Object.entries(sample.labels).sort())}`
      if (seen.has(series)) throw new Error(`twice: ${line}`)
      seen.add(series)
      const suffixes = family?.of.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
      if (!suffixes.some(suffix => sample.name === `${family?.name}${suffix}`)) {
        throw new Error(`not of ${family?.name}: ${line}`)
      }
      family?.of.samples.push(sample)
    }
  }
  for (const [name, { type, samples }] of families) if (type === 'histogram') mustRise(name, samples)
  return families
}

function parseSample(line: string): Sample {
  const [, name, labels = '', value] = SAMPLE.exec(line) ?? []
  if (name === undefined || !LABELS.test(labels)) throw new Error(`no sample: ${line}`)
  const pairs = [...labels.matchAll(LABEL)].map(([, label = '', of = '']) => [label, of] as const)
  return { name, labels: Object.fromEntries(pairs), value: Number(value?.replace('Inf', 'Infinity')) }
}

/** Buckets are sums from below, and the last one is all. For histograms without labels of their own. */
function mustRise(name: string, samples: readonly Sample[]): void {
  const buckets = samples.filter(sample => sample.name === `${name}_bucket`)
  const counts = buckets.map(({ value }) => value)
  const all = samples.find(sample => sample.name === `${name}_count`)?.value
  const isRising = counts.every((count, index) => count >= (counts[index - 1] ?? 0))
  const [last] = buckets.slice(-1)
  if (!isRising || last?.labels.le !== '+Inf' || last.value !== all)
    throw new Error(`${name} is no histogram`)
}

/** The sum of the samples of this name that have these labels. */
export function sumOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const all = [...families.values()].flatMap(({ samples }) => samples)
  return all
    .filter(sample => sample.name === name)
    .filter(sample => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0)
}
