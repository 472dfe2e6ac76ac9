import type { ChatClient, Outgoing } from '@hubbub/client'
import type { MessageImage, RoomId, User } from '@hubbub/shared'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.js'
import { Icon, type IconName } from '../../ui/icons.js'
import { focusComposerAfter } from '../composer/focus-composer.js'
import { MessageFiles } from '../files/message-files.js'
import { HeldBack } from '../slow-mode/held-back.js'
import { Message, type MessageState } from './message.js'
import { isWithoutFile, refusalLabel, refusalText } from './refusal-text.js'

interface OutgoingParts {
  client: ChatClient
  roomId: RoomId
  outgoing: Outgoing
  /** When slow mode lets it go, in milliseconds since 1970. */
  goesOutAt: number | null
  sender: User
  isContinued: boolean
  quote: ReactNode
  isExpanded: boolean
  onExpand: () => void
  onOpenImage: (image: MessageImage) => void
}

const STATES: Record<Outgoing['state'], { state: MessageState; icon: IconName; label: string }> = {
  queued: { state: 'queued', icon: 'clock', label: 'Waiting to be sent' },
  sending: { state: 'sending', icon: 'clock', label: 'Sending' },
  acked: { state: 'sent', icon: 'check', label: 'Sent' },
  refused: { state: 'refused', icon: 'alert', label: 'Not sent' },
}

/**
 * Not a component: the row stays the element that it is when the log has its message, with the focus in it and the images
 * that it shows.
 */
export function outgoingMessage({
  client,
  roomId,
  outgoing,
  goesOutAt,
  sender,
  onOpenImage,
  ...rest
}: OutgoingParts) {
  const { state, icon, label } = STATES[outgoing.state]
  /** Each press takes this message, and the button with it. */
  const ending = (act: (roomId: RoomId, clientMessageId: string) => void) => (press: { detail: number }) => {
    try {
      act(roomId, outgoing.clientMessageId)
    } catch (error) {
      // A full storage: it stays refused, as it was.
      if (!(error instanceof DOMException)) throw error
    }
    focusComposerAfter(press)
  }
  return (
    <Message
      {...rest}
      sender={sender}
      at={outgoing.writtenAt}
      text={outgoing.text}
      below={
        outgoing.files && (
          <MessageFiles client={client} roomId={roomId} files={outgoing.files} onOpen={onOpenImage} />
        )
      }
      seq={outgoing.state === 'acked' ? outgoing.seq : null}
      state={state}
      mark={<Mark icon={icon} label={outgoing.state === 'refused' ? refusalLabel(outgoing) : label} />}
      foot={
        outgoing.state === 'queued' && goesOutAt !== null ? (
          <HeldBack goesOutAt={goesOutAt}>
            {!outgoing.mayHaveArrived && <Button onClick={ending(client.discard)}>Discard</Button>}
          </HeldBack>
        ) : outgoing.state === 'refused' ? (
          <div className="message-refusal">
            <p>{refusalText(outgoing)}</p>
            {!isWithoutFile(outgoing) && <Button onClick={ending(client.retry)}>Retry</Button>}
            {isWithoutFile(outgoing) && outgoing.text !== '' && (
              <Button onClick={ending((room, key) => client.retry(room, key, false))}>Send the text</Button>
            )}
            <Button onClick={ending(client.discard)}>Discard</Button>
          </div>
        ) : null
      }
    />
  )
}

function Mark({ icon, label }: { icon: IconName; label: string }) {
  return (
    <span className="message-mark" title={label}>
      <Icon name={icon} size={16} />
      <span className="sr-only">{label}</span>
    </span>
  )
}
