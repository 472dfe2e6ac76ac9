import { isLong } from './is-long.js'
import { RichText } from './rich-text.js'

interface MessageTextProps {
  text: string
  isExpanded: boolean
  onExpand: () => void
}

export function MessageText({ text, isExpanded, onExpand }: MessageTextProps) {
  const isFolded = !isExpanded && isLong(text)
  return (
    <>
      <div className={`message-text ${isFolded ? 'message-folded' : ''}`}>
        <RichText text={text} />
      </div>
      {isFolded && (
        <button type="button" className="message-unfold" onClick={onExpand}>
          Show the whole message
        </button>
      )}
    </>
  )
}
