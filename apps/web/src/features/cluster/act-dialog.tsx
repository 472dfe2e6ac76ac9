import { type ChatClient, CommandFailed } from '@hubbub/client'
import type { WorkerPlace } from '@hubbub/shared'
import { useState } from 'react'
import { Button } from '../../ui/button.js'
import { Dialog } from '../../ui/dialog.js'

export type Act = 'kill' | 'reload'

const ACTS: Record<Act, { word: string; explained: string }> = {
  kill: {
    word: 'Kill',
    explained:
      'The process ends at once, in the middle of whatever it does. Its clients come back on other workers and miss nothing; another worker takes its place.',
  },
  reload: {
    word: 'Reload',
    explained:
      'A new worker starts first. Then the clients of this one are told to move, each at a moment of its own, and it ends when they have.',
  },
}

interface ActDialogProps {
  /** null: the dialog is closed. */
  asked: { act: Act; place: WorkerPlace } | null
  onClose: () => void
  client: ChatClient
  /** Told what was begun, in one sentence. */
  onBegun: (text: string) => void
}

export function ActDialog({ asked, onClose, client, onBegun }: ActDialogProps) {
  const title = asked === null ? '' : `${ACTS[asked.act].word} worker ${asked.place.worker}?`
  return (
    <Dialog isOpen={asked !== null} onClose={onClose} title={title}>
      {asked !== null && <Question {...asked} onClose={onClose} client={client} onBegun={onBegun} />}
    </Dialog>
  )
}

type QuestionProps = Omit<ActDialogProps, 'asked'> & { act: Act; place: WorkerPlace }

function Question({ act, place, onClose, client, onBegun }: QuestionProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const { word, explained } = ACTS[act]

  async function begin() {
    setBusy(true)
    setProblem(null)
    try {
      await (act === 'kill' ? client.operator.killWorker(place) : client.operator.reloadWorker(place))
      onBegun(`You asked to ${act} worker ${place.worker} on ${place.node}`)
      onClose()
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error
      setProblem(error.message)
      setBusy(false)
    }
  }

  return (
    <div className="dialog-content">
      <p>{explained}</p>
      <div role="alert">{problem !== null && <p className="notice">{problem}</p>}</div>
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button tone={act === 'kill' ? 'danger' : 'primary'} isBusy={isBusy} onClick={begin}>
          {word} worker {place.worker}
        </Button>
      </div>
    </div>
  )
}
