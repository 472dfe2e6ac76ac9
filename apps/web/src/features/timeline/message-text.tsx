import { joinBlankLines } from './parse-text.js'
import { RichText } from './rich-text.js'

/** A longer text is folded; by what it holds and not by its height, so that nothing has to be measured first. */
const FOLD_LINES = 24
const FOLD_LENGTH = 2_000

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

export function isLong(text: string): boolean {
  const shown = joinBlankLines(text)
  return shown.length > FOLD_LENGTH || shown.split('\n', FOLD_LINES + 1).length > FOLD_LINES
}
