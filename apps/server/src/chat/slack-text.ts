// What programs made for Slack write, in our words. Always true: no character of it that stands for itself is lost, and the
// text never grows.

const LINK = /<((?:https?:\/\/|mailto:)[^\s<>|]+)(?:\|([^<>\n]*))?>/g
const SIGNS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' }

/** Links as `<address|label>` or `<address>`; and since `<`, `>` and `&` mean something there, `&lt;`, `&gt;` and `&amp;` for them. */
export function fromSlack(text: string): string {
  // At once, so that a sign that comes out begins no other: `&amp;lt;` is `&lt;`.
  return text.replace(LINK, linkText).replace(/&(lt|gt|amp);/g, (whole, name) => SIGNS[name] ?? whole)
}

function linkText(_: string, target: string, label = ''): string {
  const address = target.replace(/^mailto:/, '')
  const words = label.trim()
  return words === '' || words === target || words === address ? address : `${words} (${address})`
}
