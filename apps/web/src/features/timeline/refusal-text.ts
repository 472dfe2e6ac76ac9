import type { Outgoing } from '@hubbub/client'
import { failureText } from '../../ui/failure-text.js'

export type Refused = Extract<Outgoing, { state: 'refused' }>

export function refusalLabel({ mayHaveArrived }: Refused): string {
  return mayHaveArrived ? 'Perhaps not sent' : 'Not sent'
}

/** Below a message that was refused. */
export function refusalText(refused: Refused): string {
  const { code, message, mayHaveArrived } = refused
  // For these only the message knows what is the matter.
  if (mayHaveArrived || code === 'bad_request' || code === 'unavailable') return message
  return `Not sent. ${isWithoutFile(refused) ? fileText(refused) : failureText(code)}`
}

/** The server keeps what was only attached for two days: sent again as it is, the message would be refused again. */
export function isWithoutFile({ code, files }: Refused): boolean {
  return code === 'not_found' && files !== undefined
}

function fileText({ text }: Refused): string {
  return `A file of it is no longer on the server: attach it again${text === '' ? '' : ', or send the text alone'}.`
}
