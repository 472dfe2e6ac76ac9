import type { ClusterNode, TracedMessage, WorkerPlace } from '@hubbub/shared'
import { useRef } from 'react'
import type { Act } from './act-dialog.js'
import type { Dot } from './client-dots.js'
import { seatOf } from './cluster-view.js'
import { DotsLayer } from './dots-layer.js'
import { REDIS_MARK, WAY_IN_MARK } from './map-marks.js'
import { msText } from './number-text.js'
import { TraceLines } from './trace-lines.js'
import { WorkerCard } from './worker-card.js'
import './cluster-map.css'

interface ClusterMapProps {
  nodes: readonly ClusterNode[]
  dots: readonly Dot[]
  scale: number
  own: string | null
  trace: TracedMessage | null
  onAct: (act: Act, place: WorkerPlace) => void
}

/** A node that told this long ago may be gone. */
const STALE_AFTER_MS = 4_000

export function ClusterMap({ nodes, dots, scale, own, trace, onAct }: ClusterMapProps) {
  const ref = useRef<HTMLElement>(null)
  return (
    <section className="map" aria-label="Map of the cluster" ref={ref}>
      <TraceLines trace={trace} nodes={nodes} mapRef={ref} />
      <div className="map-way-in" aria-hidden="true">
        <span>
          <b>Clients</b> {scale === 1 ? 'one dot each' : `one dot for ${scale}`}
          <i className="map-you" /> this page
        </span>
        <span className="map-seats" data-mark={WAY_IN_MARK} />
        <span className="map-hint">on their way to a worker</span>
      </div>
      <ul className="map-nodes">
        {nodes.map(({ node, ageMs, crashes, workers }) => (
          <li key={node} className="map-node">
            <header>
              <h2>{node}</h2>
              {crashes > 0 && <p>{crashes === 1 ? '1 worker' : `${crashes} workers`} crashed</p>}
              {ageMs >= STALE_AFTER_MS && (
                <p>
                  <strong>no status for {Math.round(ageMs / 1_000)} s</strong>
                </p>
              )}
            </header>
            <ul className="map-workers" aria-label={`Workers on ${node}`}>
              {workers.map(worker => (
                <WorkerCard
                  key={worker.worker}
                  node={node}
                  worker={worker}
                  isOwn={own === seatOf(node, worker.worker)}
                  trace={trace}
                  onAct={act => onAct(act, { node, worker: worker.worker })}
                />
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <div className="map-redis" data-mark={REDIS_MARK}>
        <h2>Redis</h2>
        <p>the logs of all rooms, and the channels between workers</p>
        {trace !== null && <p className="map-traced">wrote it at {msText(trace.writtenMs)}</p>}
      </div>
      <DotsLayer dots={dots} mapRef={ref} />
    </section>
  )
}
