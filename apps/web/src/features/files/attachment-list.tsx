import { filePath, isImage, type RoomId } from '@hubbub/shared'
import { Button, IconButton } from '../../ui/button.js'
import { Icon } from '../../ui/icons.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { focusComposerAfter } from '../composer/focus-composer.js'
import type { Attachment } from './attachments.js'
import { sizeText } from './size-text.js'
import type { RoomFiles } from './use-attachments.js'
import './files.css'

/** Over the text box: what goes with the message, and how far each of it is. */
export function AttachmentList({ roomId, files }: { roomId: RoomId; files: RoomFiles }) {
  if (files.list.length === 0) return null
  return (
    <ul className="attachments" aria-label="Attached files">
      {files.list.map(each => (
        <AttachmentChip key={each.key} roomId={roomId} attachment={each} files={files} />
      ))}
    </ul>
  )
}

interface ChipProps {
  roomId: RoomId
  attachment: Attachment
  files: RoomFiles
}

function AttachmentChip({ roomId, attachment, files }: ChipProps) {
  const { key, file, state } = attachment
  const name = tameMarks(file.name)
  return (
    <li className={`attachment attachment-${state}`}>
      <Picture roomId={roomId} attachment={attachment} />
      <span className="attachment-words">
        <span className="attachment-name" title={name}>
          <bdi>{name}</bdi>
        </span>
        <span className="attachment-state">
          <State attachment={attachment} />
        </span>
      </span>
      {state === 'failed' && attachment.mayRetry && (
        <Button
          aria-label={`Try again: ${name}`}
          onClick={event => {
            files.retry(key)
            focusComposerAfter(event)
          }}
        >
          Try again
        </Button>
      )}
      <IconButton
        icon="close"
        label={state === 'sending' || state === 'waiting' ? `Cancel ${name}` : `Remove ${name}`}
        onClick={event => {
          files.remove(key)
          focusComposerAfter(event)
        }}
      />
    </li>
  )
}

function State({ attachment }: { attachment: Attachment }) {
  const { file } = attachment
  switch (attachment.state) {
    case 'waiting':
      return 'Waiting…'
    case 'sending':
      return (
        <progress
          aria-label={`Sending ${tameMarks(file.name)}`}
          value={Math.min(attachment.sentBytes, file.size)}
          max={file.size}
        />
      )
    case 'ready':
      return sizeText(file.size)
    case 'failed':
      return <span role="alert">{attachment.problem}</span>
  }
}

/** As the server has it: the page shows nothing that has not been looked at there. */
function Picture({ roomId, attachment }: Pick<ChipProps, 'roomId' | 'attachment'>) {
  if (attachment.state !== 'ready' || !isImage(attachment.stored)) return <Icon name="file" />
  return <img src={filePath(roomId, attachment.stored.fileId)} alt="" width="36" height="36" />
}
