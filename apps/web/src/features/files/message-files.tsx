import type { ChatClient } from '@hubbub/client'
import { filePath, isImage, type MessageFile, type MessageImage, type RoomId } from '@hubbub/shared'
import { useEffect, useState } from 'react'
import { Icon } from '../../ui/icons.js'
import { tameMarks } from '../../ui/tame-marks.js'
import { whenBack } from '../connection/when-back.js'
import { sizeText } from './size-text.js'
import { thumbSize } from './thumb-size.js'
import './files.css'

interface MessageFilesProps {
  client: ChatClient
  roomId: RoomId
  files: readonly MessageFile[]
  onOpen: (image: MessageImage) => void
}

/** What a message carries: images to be seen, everything else to be kept. */
export function MessageFiles({ client, roomId, files, onOpen }: MessageFilesProps) {
  return (
    <ul className="message-files" aria-label="Files">
      {files.map(file => (
        <li key={file.fileId}>
          {isImage(file) ? (
            <Thumb client={client} roomId={roomId} image={file} onOpen={() => onOpen(file)} />
          ) : (
            <FileRow roomId={roomId} file={file} />
          )}
        </li>
      ))}
    </ul>
  )
}

interface ThumbProps {
  client: ChatClient
  roomId: RoomId
  image: MessageImage
  onOpen: () => void
}

/** Takes its place before it is there, so that nothing moves when it comes. */
function Thumb({ client, roomId, image, onOpen }: ThumbProps) {
  const [isBroken, setBroken] = useState(false)
  // It may have been the network that was away.
  useEffect(() => (isBroken ? whenBack(client, () => setBroken(false)) : undefined), [client, isBroken])
  if (isBroken) return <FileRow roomId={roomId} file={image} />
  const name = tameMarks(image.name)
  return (
    <button type="button" className="file-thumb" aria-label={`Open ${name}`} title={name} onClick={onOpen}>
      <img
        src={filePath(roomId, image.fileId)}
        alt=""
        {...thumbSize(image)}
        loading="lazy"
        decoding="async"
        onError={() => setBroken(true)}
      />
    </button>
  )
}

function FileRow({ roomId, file }: { roomId: RoomId; file: MessageFile }) {
  const name = tameMarks(file.name)
  const size = sizeText(file.size)
  return (
    <a
      className="file-row"
      href={filePath(roomId, file.fileId)}
      download={file.name}
      aria-label={`Download ${name}, ${size}`}
    >
      <Icon name="file" />
      <span className="file-row-name">
        <bdi>{name}</bdi>
      </span>
      <span className="file-row-size">{size}</span>
      <Icon name="download" size={18} />
    </a>
  )
}
