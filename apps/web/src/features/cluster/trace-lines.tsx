import type { ClusterNode, TracedMessage } from '@hubbub/shared'
import { type RefObject, useLayoutEffect, useState } from 'react'
import { seatOf } from './cluster-view.js'
import { type Box, measureMarks, REDIS_MARK } from './map-marks.js'

interface TraceLinesProps {
  trace: TracedMessage | null
  /** Whenever they change, workers may stand elsewhere. */
  nodes: readonly ClusterNode[]
  mapRef: RefObject<HTMLElement | null>
}

interface Line {
  key: string
  path: string
  way: 'up' | 'down'
}

/** The way of the traced message on the map: down to Redis, and up to each worker that heard it. */
export function TraceLines({ trace, nodes, mapRef }: TraceLinesProps) {
  const [lines, setLines] = useState<readonly Line[]>([])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `nodes` asks for another look
  useLayoutEffect(() => {
    const map = mapRef.current
    if (map === null || trace === null) return setLines([])
    const draw = () => setLines(linesOf(trace, map))
    draw()
    const resizes = new ResizeObserver(draw)
    resizes.observe(map)
    return () => resizes.disconnect()
  }, [trace, nodes, mapRef])

  return (
    <svg className="trace-lines" aria-hidden="true" focusable="false">
      <marker
        id="trace-arrow"
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="4"
        markerHeight="4"
        orient="auto"
      >
        <path className="trace-arrow" d="M0 0 8 4 0 8Z" />
      </marker>
      {lines.map(({ key, path, way }) => (
        <path
          key={key}
          className={`trace-line trace-line-${way}`}
          d={path}
          pathLength="1"
          markerEnd="url(#trace-arrow)"
        />
      ))}
    </svg>
  )
}

function linesOf({ takenBy, stops, receipt }: TracedMessage, map: HTMLElement): Line[] {
  const cards = measureMarks(map, 'data-card')
  const redis = measureMarks(map, 'data-mark').get(REDIS_MARK)
  const line = (node: string, worker: string, way: Line['way']): Line[] => {
    const card = cards.get(seatOf(node, worker))
    if (card === undefined || redis === undefined) return []
    return [{ key: `${receipt.mid} ${way} ${node} ${worker}`, path: pathBetween(card, redis, way), way }]
  }
  return [
    ...line(takenBy.node, takenBy.worker, 'down'),
    ...stops.flatMap(({ node, worker }) => line(node, worker, 'up')),
  ]
}

/** The two ways lie side by side. */
function pathBetween(card: Box, redis: Box, way: Line['way']): string {
  const x = card.x + card.width / 2 + (way === 'down' ? -7 : 7)
  const top = card.y + card.height
  const end = Math.min(Math.max(x, redis.x + 24), redis.x + redis.width - 24)
  const bend = (redis.y - top) / 2
  const down = `M${x} ${top} C${x} ${top + bend} ${end} ${redis.y - bend} ${end} ${redis.y}`
  const up = `M${end} ${redis.y} C${end} ${redis.y - bend} ${x} ${top + bend} ${x} ${top}`
  return way === 'down' ? down : up
}
