import type { ChatClient, Outgoing } from '@hubbub/client'
import type { RoomId, User } from '@hubbub/shared'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.js'
import { failureText } from '../../ui/failure-text.js'
import { Icon, type IconName } from '../../ui/icons.js'
import { focusComposerAfter } from '../composer/focus-composer.js'
import { Message, type MessageState } from './message.js'

interface OutgoingMessageProps {
  client: ChatClient
  roomId: RoomId
  outgoing: Outgoing
  sender: User
  isContinued: boolean
  quote: ReactNode
  isExpanded: boolean
  onExpand: () => void
}

const STATES: Record<Outgoing['state'], { state: MessageState; icon: IconName; label: string }> = {
  queued: { state: 'queued', icon: 'clock', label: 'Waiting to be sent' },
  sending: { state: 'sending', icon: 'clock', label: 'Sending' },
  acked: { state: 'sent', icon: 'check', label: 'Sent' },
  refused: { state: 'refused', icon: 'alert', label: 'Not sent' },
}

export function OutgoingMessage({ client, roomId, outgoing, sender, ...rest }: OutgoingMessageProps) {
  const { state, icon, label } = STATES[outgoing.state]
  /** Either press takes this message, and the button with it. */
  const ending = (act: ChatClient['retry']) => (press: { detail: number }) => {
    act(roomId, outgoing.clientMessageId)
    focusComposerAfter(press)
  }
  return (
    <Message
      {...rest}
      sender={sender}
      at={outgoing.writtenAt}
      text={outgoing.text}
      seq={outgoing.state === 'acked' ? outgoing.seq : null}
      state={state}
      mark={<Mark icon={icon} label={label} />}
      foot={
        outgoing.state === 'refused' && (
          <div className="message-refusal">
            <p>{refusalText(outgoing)}</p>
            <Button onClick={ending(client.retry)}>Retry</Button>
            <Button onClick={ending(client.discard)}>Discard</Button>
          </div>
        )
      }
    />
  )
}

function refusalText({ code, message }: Extract<Outgoing, { state: 'refused' }>): string {
  // For these two only the message knows what is the matter.
  return code === 'bad_request' || code === 'unavailable' ? message : `Not sent. ${failureText(code)}`
}

function Mark({ icon, label }: { icon: IconName; label: string }) {
  return (
    <span className="message-mark" title={label}>
      <Icon name={icon} size={16} />
      <span className="sr-only">{label}</span>
    </span>
  )
}
