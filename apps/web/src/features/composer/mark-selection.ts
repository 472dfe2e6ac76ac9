import type { KeyboardEvent } from 'react'
import { isLetter } from '../../ui/is-alt-letter.js'

const MARKS = { b: '*', i: '_' }

/**
 * Ctrl+B and Ctrl+I, or with ⌘: put the marks of bold and italic around what is selected in a text box, or take them away
 * again. With nothing selected, what is typed next stands between them, and the same key once more leads out of them.
 *
 * @returns whether the key was meant for it
 */
export function markSelection({ nativeEvent }: KeyboardEvent): boolean {
  const { ctrlKey, metaKey, shiftKey, altKey, target } = nativeEvent
  const letter = isLetter(nativeEvent, 'b') ? 'b' : isLetter(nativeEvent, 'i') ? 'i' : null
  if (letter === null || ctrlKey === metaKey || shiftKey || altKey) return false
  if (!(target instanceof HTMLTextAreaElement) || target.readOnly) return false
  const { value, selectionStart, selectionEnd } = target
  const edit = toggleMark(value, selectionStart, selectionEnd, MARKS[letter])
  if (edit.text !== value.slice(edit.start, edit.end)) {
    target.setSelectionRange(edit.start, edit.end)
    // The one way by which a browser lets it be undone; an empty text some do not take.
    if (edit.text === '') document.execCommand('delete')
    else document.execCommand('insertText', false, edit.text)
  }
  target.setSelectionRange(...edit.select)
  return true
}

interface Edit {
  /** What stands from `start` to `end` becomes `text`. */
  start: number
  end: number
  text: string
  /** What is selected then. */
  select: [start: number, end: number]
}

/** @returns what the key does to a text of which so much is selected */
export function toggleMark(value: string, from: number, to: number, mark: string): Edit {
  const selected = value.slice(from, to)
  const words = selected.trim()
  const start = from + selected.indexOf(words)
  const end = start + words.length

  if (from === to && isBeforeClosing(value, from, mark))
    return { start, end, text: '', select: [from + 1, from + 1] }
  const marks = marksAround(value, start, end, mark)
  if (marks !== null) {
    const { outer, width } = marks
    const text = value.slice(outer.start + width, outer.end - width)
    return { ...outer, text, select: [start - width, end - width] }
  }
  const isMarked = words.length > 2 && words.startsWith(mark) && words.endsWith(mark)
  if (isMarked) return { start, end, text: words.slice(1, -1), select: [start, end - 2] }
  // Marks of one kind do not stand in each other, and reach no further than to the end of a line.
  if (words.includes(mark) || words.includes('\n')) return { start, end, text: words, select: [from, to] }
  return { start, end, text: mark + words + mark, select: [start + 1, end + 1] }
}

/** Whether something was typed between two marks, and the caret stands before the second. */
function isBeforeClosing(value: string, caret: number, mark: string): boolean {
  if (value[caret] !== mark || value[caret - 1] === mark) return false
  const line = value.slice(value.lastIndexOf('\n', caret - 1) + 1, caret)
  return line.split(mark).length % 2 === 0
}

/** Also around other marks, as in `*_words_*`. */
function marksAround(value: string, start: number, end: number, mark: string) {
  let [before, behind] = [start - 1, end]
  while (value[before] !== mark && '*_~'.includes(value[before] ?? ' ') && value[before] === value[behind]) {
    before -= 1
    behind += 1
  }
  if (value[before] !== mark || value[behind] !== mark) return null
  const width = value[before - 1] === mark && value[behind + 1] === mark ? 2 : 1
  return { outer: { start: before - width + 1, end: behind + width }, width }
}
