import type { ClusterWorker, TracedMessage } from '@hubbub/shared'
import { Button } from '../../ui/button.js'
import type { Act } from './act-dialog.js'
import { seatOf } from './cluster-view.js'
import { clientsText, countText, mibText, msText, rateText, shareText } from './number-text.js'
import './worker-card.css'

interface WorkerCardProps {
  node: string
  worker: ClusterWorker
  /** Whether it serves this page. */
  isOwn: boolean
  trace: TracedMessage | null
  onAct: (act: Act) => void
}

const STATES: Record<ClusterWorker['state'], string> = {
  starting: 'starting',
  ready: 'ready',
  silent: 'silent',
  draining: 'draining',
}
/** A stall that people who type may notice. */
const LAG_NOTICED_MS = 100

export function WorkerCard({ node, worker, isOwn, trace, onAct }: WorkerCardProps) {
  const { worker: id, state, clients } = worker
  const seat = seatOf(node, id)
  return (
    <li className={`worker worker-${state}`} data-card={seat}>
      <header>
        <h3>Worker {id}</h3>
        <span className="worker-state">{STATES[state]}</span>
      </header>
      <p className="worker-clients">
        {clientsText(clients)}
        {isOwn && <em> · serves this page</em>}
      </p>
      <div className="map-seats" data-mark={seat} aria-hidden="true" />
      <dl>
        {figuresOf(worker).map(([label, figure]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{state === 'starting' ? '–' : figure}</dd>
          </div>
        ))}
      </dl>
      <TracedHere node={node} worker={id} trace={trace} />
      <footer>
        <Button
          aria-label={`Reload worker ${id} on ${node}`}
          disabled={state === 'draining' || state === 'starting'}
          onClick={() => onAct('reload')}
        >
          Reload
        </Button>
        <Button
          aria-label={`Kill worker ${id} on ${node}`}
          className="worker-kill"
          onClick={() => onAct('kill')}
        >
          Kill
        </Button>
      </footer>
    </li>
  )
}

function figuresOf(worker: ClusterWorker): [label: string, figure: string][] {
  const { lagMs } = worker
  return [
    ['Messages/s', rateText(worker.messagesPerSecond)],
    ['Deliveries/s', rateText(worker.deliveriesPerSecond)],
    ['Lag, ms', lagMs < LAG_NOTICED_MS ? countText(lagMs) : `${lagMs} !`],
    ['Memory, MiB', mibText(worker.residentBytes)],
    ['Processor, %', shareText(worker.cpuShare)],
  ]
}

type TracedHereProps = Pick<WorkerCardProps, 'node' | 'trace'> & { worker: string }

function TracedHere({ node, worker, trace }: TracedHereProps) {
  if (trace === null) return null
  const isHere = (place: { node: string; worker: string }) => place.node === node && place.worker === worker
  const stop = trace.stops.find(isHere)
  const took = isHere(trace.takenBy)
  if (stop === undefined && !took) return null
  return (
    <p className="map-traced">
      {took && 'took it'}
      {took && stop !== undefined && ', '}
      {stop !== undefined && `heard it at ${msText(stop.heardMs)}`}
    </p>
  )
}
