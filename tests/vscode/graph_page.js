// The other side of the page of the call graph, in place of VS Code: it answers from `answers`, and
// writes down whatever else is said.
window.violations = []
document.addEventListener('securitypolicyviolation', (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`)
})
window.posted = []
window.answers = {}
window.say = (message) => window.dispatchEvent(new MessageEvent('message', { data: message }))
// An editor puts its theme on the page before the page's own script runs.
window.theme = (classes, style) => {
  const put = () => {
    if (document.body === null) {
      return
    }
    found.disconnect()
    document.body.className = classes
    for (const each of style.split(';').filter((said) => said.includes(':'))) {
      const [name, value] = each.split(':')
      document.documentElement.style.setProperty(name.trim(), value.trim())
    }
  }
  const found = new MutationObserver(put)
  found.observe(document, { childList: true, subtree: true })
}
window.acquireVsCodeApi = () => ({
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
  setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
  postMessage(message) {
    window.posted.push(message)
    if (message.type === 'ask') {
      const answer = window.answers[message.params.key ?? ''] ?? null
      const { id } = message
      const said = typeof answer === 'string' ? { type: 'failed', id, message: answer, again: false } : { type: 'answer', id, answer }
      queueMicrotask(() => window.say(said))
    }
  },
})
