// The costs that the plans are made of, as a table for people.

import { numberText } from '../bench/tables.js'
import type { ReportTable } from '../report/page.js'
import type { Costs } from './model.js'

export function costsTable(of: Costs): ReportTable {
  const rows: [name: string, value: number, unit: string][] = [
    ['a connect, join included', of.connectUs, 'µs'],
    ['a connection that is idle, per second', of.idleConnectionUsPerSecond, 'µs'],
    ['memory of a connection', of.connectionKib, 'KiB'],
    ['a message, on the worker that takes it', of.messageUs, 'µs'],
    ['… per worker that hears it, one delivery included', of.subscribedWorkerUs, 'µs'],
    ['… per further delivery on such a worker', of.deliveryUs, 'µs'],
    ['… in Redis', of.redisMessageUs, 'µs'],
    ['… in Redis, per worker that hears it', of.redisSubscriberUs, 'µs'],
    ['bytes per delivery', of.deliveryBytes, 'bytes'],
  ]
  return {
    head: ['', 'measured'],
    rows: rows.map(([name, value, unit]) => ({
      cells: [name, `${numberText(value, value < 100 ? 1 : 0)} ${unit}`],
    })),
  }
}
