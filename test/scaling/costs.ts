// Costs as the benchmark measured them, from the medians that it keeps in docs/performance.json.

import type { Costs } from './model.js'

/** By workload, target and figure. */
export interface KeptFigures {
  medians: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>
}

/** @throws Error naming the figure that is missing */
export function costsFrom({ medians }: KeptFigures): Costs {
  const figure = (workload: string, name: string): number => {
    const value = medians[workload]?.hubbub?.[name]
    if (value === undefined) throw new Error(`docs/performance.json lacks ${workload} hubbub ${name}`)
    return value
  }
  const redisMessageUs = figure('m2', 'alone:redisCpuUsPerMessage')
  const redisSubscriberUs = Math.max(0, figure('m2', 'twoWorkers:redisCpuUsPerMessage') - redisMessageUs)
  const deliveryUs = figure('m2', 'most:cpuUsPerDelivery')
  const anotherWorkerUs =
    figure('m2', 'twoWorkers:cpuUsPerMessage') - figure('m2', 'alone:cpuUsPerMessage') - redisSubscriberUs
  return {
    connectUs: figure('m1', 'connectCpuUs'),
    idleConnectionUsPerSecond: figure('m1', 'idleCpuUsPerConnectionSecond'),
    connectionKib: figure('m1', 'rssKibPerConnection'),
    // The sender's own worker hears the message as well, and delivers it: that is counted with the workers that hear it.
    messageUs: Math.max(0, figure('m2', 'alone:cpuUsPerMessage') - redisMessageUs - anotherWorkerUs),
    subscribedWorkerUs: anotherWorkerUs,
    deliveryUs,
    redisMessageUs: redisMessageUs - redisSubscriberUs,
    redisSubscriberUs,
    deliveryBytes: figure('m2', 'bytesPerDelivery'),
  }
}
