/** An emoji with what it is read out as. */
export type ShownEmoji = readonly [emoji: string, name: string]

/** What people give most. */
export const EMOJI_LIST: readonly ShownEmoji[] = [
  ['👍', 'Thumbs up'],
  ['❤️', 'Heart'],
  ['😂', 'Tears of joy'],
  ['🎉', 'Party'],
  ['😮', 'Surprised'],
  ['😢', 'Sad'],
  ['🙏', 'Thank you'],
  ['👀', 'Looking'],
  ['✅', 'Done'],
  ['🔥', 'Fire'],
  ['👏', 'Applause'],
  ['🚀', 'Rocket'],
  ['💯', 'Hundred'],
  ['😀', 'Smile'],
  ['😅', 'Phew'],
  ['😍', 'Heart eyes'],
  ['🤔', 'Thinking'],
  ['😎', 'Cool'],
  ['😴', 'Asleep'],
  ['🤯', 'Mind blown'],
  ['🙌', 'Hooray'],
  ['👌', 'OK'],
  ['💪', 'Strong'],
  ['🤝', 'Handshake'],
  ['👎', 'Thumbs down'],
  ['❌', 'No'],
  ['❓', 'Question'],
  ['❗', 'Important'],
  ['⭐', 'Star'],
  ['💡', 'Idea'],
  ['🐛', 'Bug'],
  ['☕', 'Coffee'],
]
/** In the style sheet as well. */
export const EMOJI_PER_ROW = 8
