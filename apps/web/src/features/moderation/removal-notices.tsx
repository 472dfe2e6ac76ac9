import type { ChatClient, Removal } from '@hubbub/client'
import { tameMarks } from '../../ui/tame-marks.js'
import { PageNotice } from '../chat/page-notice.js'

/** Above whatever room is shown instead. */
export function RemovalNotices({ client, removals }: { client: ChatClient; removals: readonly Removal[] }) {
  return removals.map(({ room, by }) => (
    <PageNotice key={room.roomId} onDismiss={() => client.forgetRemoval(room.roomId)}>
      You have been removed from <bdi>#{tameMarks(room.name)}</bdi>
      {by !== null && (
        <>
          {' '}
          by <bdi>{tameMarks(by.name)}</bdi>
        </>
      )}
      .
    </PageNotice>
  ))
}
