// The report of a load test as one HTML file, and the same as text for the terminal.

import { type LinePlot, linePlot, type PlotLine } from '../report/line-plot.js'
import { reportPage } from '../report/page.js'
import { durationText } from './durations.js'
import {
  checkTable,
  countTable,
  errorTable,
  type LoadResult,
  latencyTable,
  type Table,
  tableText,
  verdictOf,
} from './result.js'
import type { SecondSummary } from './seconds.js'
import type { NodeMetrics, NodeSample } from './server-metrics.js'

export function reportText(result: LoadResult): string {
  const errors = errorTable(result)
  const parts = [
    tableText(latencyTable(result)),
    tableText(countTable(result), column => column === 1),
    ...(errors.rows.length > 0 ? [tableText(errors, column => column === 1)] : []),
    tableText(checkTable(result), () => false),
    ...result.outcome.notes,
    verdictOf(result),
  ]
  return parts.join('\n\n')
}

export function reportHtml(result: LoadResult): string {
  const { options, outcome, startedAt, command } = result
  const errors = errorTable(result)
  return reportPage({
    title: `Load test: ${options.scenario}, ${options.clients} clients on ${options.url}`,
    verdict: { text: verdictOf(result), isGood: outcome.isGood },
    sections: [
      { title: 'Thresholds', text: outcome.notes, table: checkTable(result) },
      {
        title: 'Latency',
        text: [
          'From the moment a message was due, whether or not the test or the server was in time for it; of the messages that were due after the ramp.',
        ],
        table: latencyTable(result),
        plots: latencyPlots(result),
      },
      { title: 'Messages', table: countTable(result), plots: messagePlots(result) },
      { title: 'Connections', plots: connectionPlots(result) },
      {
        title: 'Errors and limits',
        ...(errors.rows.length > 0 ? { table: errors } : { text: ['None.'] }),
        plots: errorPlots(result),
      },
      ...(result.nodes.length > 0 ? [nodeSection(result)] : []),
      { title: 'The test itself', plots: generatorPlots(result) },
      { title: 'What was run', text: [`${startedAt}  ${command}`], table: fingerprint(result) },
    ],
  })
}

type Of<Item> = (item: Item) => number

function line(seconds: readonly SecondSummary[], name: string, of: Of<SecondSummary>): PlotLine {
  return { name, points: seconds.map(second => [second.at, of(second)] as const) }
}

function plot({ phases }: LoadResult, about: Omit<LinePlot, 'bands'>): string {
  return linePlot({ ...about, bands: phases })
}

function latencyPlots(result: LoadResult): string[] {
  const { seconds } = result
  const lines = (name: 'delivery' | 'ack') =>
    (['p50', 'p90', 'p99', 'max'] as const).map(at => line(seconds, at, second => second[name][at]))
  return [
    plot(result, { title: 'Delivery, by the second it arrived in', unit: 'ms', lines: lines('delivery') }),
    plot(result, { title: 'Ack', unit: 'ms', lines: lines('ack') }),
  ]
}

function messagePlots(result: LoadResult): string[] {
  const { seconds } = result
  const sending = (['due', 'sent', 'acked'] as const).map(name => line(seconds, name, second => second[name]))
  const deliveries = line(seconds, 'deliveries', second => second.deliveries)
  return [
    plot(result, { title: 'Deliveries', unit: '/s', lines: [deliveries] }),
    plot(result, {
      title: 'Messages',
      unit: '/s',
      lines: [...sending, line(seconds, 'without an answer', second => second.waiting)],
    }),
  ]
}

function connectionPlots(result: LoadResult): string[] {
  const { seconds } = result
  const comings = [
    line(seconds, 'joined', second => second.joined),
    line(seconds, 'back', second => second.rejoined),
    line(seconds, 'lost', second => second.connectionsLost),
    line(seconds, 'turned away', second => second.turnedAway),
  ]
  return [
    plot(result, {
      title: 'Connected clients',
      unit: '',
      lines: [line(seconds, 'connected', s => s.connected)],
    }),
    plot(result, { title: 'Clients that came and went', unit: '/s', lines: comings }),
  ]
}

function errorPlots(result: LoadResult): string[] {
  const lines = [
    line(result.seconds, 'errors', s => s.errors),
    line(result.seconds, 'limited', s => s.limited),
  ]
  return [plot(result, { title: 'Errors and limits', unit: '/s', lines })]
}

function generatorPlots(result: LoadResult): string[] {
  const cpu = line(result.seconds, 'all processes', second => second.generatorCpuMs / 1_000)
  const lag = line(result.seconds, 'longest', second => second.generatorLagMs)
  return [
    plot(result, { title: 'Processor time', unit: 'cores', lines: [cpu] }),
    plot(result, { title: 'Stall of an event loop', unit: 'ms', lines: [lag] }),
  ]
}

function nodeSection(result: LoadResult) {
  const { nodes } = result
  const level = (title: string, unit: string, of: Of<NodeSample>) =>
    plot(result, {
      title,
      unit,
      lines: nodes.map(({ node, samples }) => ({
        name: node,
        points: samples.map(s => [s.at, of(s)] as const),
      })),
    })
  const rate = (title: string, unit: string, of: Of<NodeSample>) =>
    plot(result, { title, unit, lines: nodes.map(node => ({ name: node.node, points: rates(node, of) })) })
  const failures = nodes.filter(node => node.failures > 0)
  return {
    title: 'The nodes, by their own metrics',
    text: failures.map(({ node, failures: count }) => `${node} could not be read ${count} times.`),
    plots: [
      rate('Processor time of primary and workers', 'cores', sample => sample.cpuSeconds),
      level('Resident memory', 'MB', sample => sample.residentBytes / 1e6),
      level('Longest stall of a worker', 'ms', sample => sample.lagMs),
      rate('Entries handed to sockets', '/s', sample => sample.entriesDelivered),
      rate('Messages appended', '/s', sample => sample.messagesAppended),
      level('Sockets', '', sample => sample.sockets),
    ],
  }
}

/** What a counter rose by in a second; nothing where the node began anew. */
function rates({ samples }: NodeMetrics, of: Of<NodeSample>): [number, number][] {
  return samples.slice(1).map((sample, index) => {
    const before = samples[index] ?? sample
    const rise = (of(sample) - of(before)) / (sample.at - before.at)
    return [sample.at, rise >= 0 ? rise : Number.NaN]
  })
}

function fingerprint({ machine, servedBy, options, run }: LoadResult): Table {
  const { rampMs, durationMs, rooms, accounts, rate, textBytes, generators } = options
  return {
    head: ['', ''],
    rows: [
      [
        'scenario',
        `${options.scenario}: ${options.clients} clients with ${accounts} accounts in ${rooms} rooms`,
      ],
      [
        'rate',
        `${rate} messages a second of ${textBytes} bytes, ${durationText(durationMs)} after a ramp of ${durationText(rampMs)}`,
      ],
      ['processes of the test', String(generators)],
      ['served by', servedBy.join(', ') || 'nobody'],
      ['checkout', machine.commit ?? 'not known'],
      [
        'machine of the test',
        `${machine.cores} × ${machine.cpu}, ${Math.round(machine.memoryBytes / 2 ** 30)} GiB, ${machine.system}`,
      ],
      ['Node', machine.nodeVersion],
      ['name of the run', run],
    ].map(cells => ({ cells })),
  }
}
