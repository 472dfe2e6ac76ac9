import type { ChatClient } from '@hubbub/client'
import { useEffect, useMemo } from 'react'
import { loadLater } from '../chat/later.js'
import type { Drafts } from '../composer/drafts.js'
import { whenBack } from '../connection/when-back.js'
import { type Attachments, createAttachments } from './attachments.js'
import type { UploadFile } from './upload-file.js'

const upload: UploadFile = async (...what) => (await loadLater()).uploadFile(...what)

/** The files of all rooms that are on their way; they end with the page. */
export function useUploads(client: ChatClient, drafts: Drafts): Attachments {
  const attachments = useMemo(
    () =>
      createAttachments({
        upload,
        drafts,
        maxBytes: () => client.getState().fileMaxBytes,
        pause: ms => new Promise(resolve => setTimeout(resolve, ms)),
      }),
    [client, drafts],
  )
  useEffect(() => () => attachments.stop(), [attachments])
  useEffect(() => whenBack(client, attachments.serverIsBack), [client, attachments])
  return attachments
}
