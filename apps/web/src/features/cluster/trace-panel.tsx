import type { RoomView } from '@hubbub/client'
import { LOBBY, type RoomId } from '@hubbub/shared'
import { useId, useState } from 'react'
import { Button } from '../../ui/button.js'
import { type TraceRow, traceViewOf } from './trace-view.js'
import type { useTrace } from './use-trace.js'
import './panels.css'

interface TracePanelProps {
  tracing: ReturnType<typeof useTrace>
  rooms: readonly RoomView[]
  isConnected: boolean
}

/** What the others in the room read. */
const TEXT = 'This message was traced on its way, for the map of the cluster.'

export function TracePanel({ tracing, rooms, isConnected }: TracePanelProps) {
  const [chosen, setChosen] = useState<RoomId | null>(null)
  const selectId = useId()
  const first = rooms.find(({ room }) => room.roomId === LOBBY) ?? rooms[0]
  const room = rooms.find(({ room: { roomId } }) => roomId === chosen) ?? first
  const view = tracing.trace === null ? null : traceViewOf(tracing.trace)

  return (
    <section className="panel" aria-labelledby="trace-heading">
      <h2 id="trace-heading">The way of one message</h2>
      <div className="trace-start">
        <label htmlFor={selectId}>In room</label>
        <select
          id={selectId}
          value={room?.room.roomId ?? ''}
          onChange={({ target }) => setChosen(rooms[target.selectedIndex]?.room.roomId ?? null)}
        >
          {rooms.map(({ room: { roomId, name } }) => (
            <option key={roomId} value={roomId}>
              {name}
            </option>
          ))}
        </select>
        <Button
          tone="primary"
          isBusy={tracing.isBusy}
          disabled={room === undefined || !isConnected}
          onClick={() => room && tracing.start(room.room.roomId, TEXT)}
        >
          Trace a message
        </Button>
        {view !== null && <Button onClick={tracing.clear}>Clear</Button>}
      </div>
      <div role="alert">{tracing.problem !== null && <p className="notice">{tracing.problem}</p>}</div>
      {view === null ? (
        <p className="panel-note">
          Writes a message into the room, which everybody there can read, and shows which way it takes: from
          its worker to Redis, and from there to every worker with somebody in the room.
        </p>
      ) : (
        <>
          <p role="status">{view.summary}</p>
          <ol className="trace">
            {view.rows.map(row => (
              <TraceLine key={row.key} row={row} endMs={view.endMs} />
            ))}
          </ol>
          <p className="panel-note">
            Times count from the moment in which the worker asked Redis. Within one process they are exact;
            between processes they are compared by the clock of Redis, and ± says how far that may be off.
          </p>
        </>
      )}
    </section>
  )
}

function TraceLine({ row, endMs }: { row: TraceRow; endMs: number }) {
  const { who, text, fromMs, toMs, offMs, kind } = row
  const at = (ms: number) => `${(Math.min(Math.max(ms / endMs, 0), 1) * 100).toFixed(2)}%`
  return (
    <li className={`trace-row trace-${kind}`}>
      <b>{who}</b>
      <svg className="trace-scale" aria-hidden="true" focusable="false">
        <line className="trace-track" x1="0" x2="100%" y1="9" y2="9" />
        {offMs > 0 && (
          <line className="trace-off" x1={at(fromMs - offMs)} x2={at(toMs + offMs)} y1="9" y2="9" />
        )}
        <line className="trace-bar" x1={at(fromMs)} x2={at(toMs)} y1="9" y2="9" />
      </svg>
      <span>{text}</span>
    </li>
  )
}
