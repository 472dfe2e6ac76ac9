import type { ChatClientOptions } from '@hubbub/client'
import type { LoadAccount } from './generator-protocol.js'

/** How an account of a load test connects. */
export function chatOptions(
  url: string,
  { account, cookie, source, forwardedFor }: LoadAccount,
): Pick<ChatClientOptions, 'url' | 'account' | 'transports' | 'headers' | 'localAddress'> {
  return {
    url,
    account,
    transports: ['websocket'],
    headers: { cookie, ...(forwardedFor === null ? {} : { 'x-forwarded-for': forwardedFor }) },
    ...(source === null ? {} : { localAddress: source }),
  }
}
