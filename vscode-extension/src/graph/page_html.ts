// The frame of the page that shows the call graph.
//
// Belongs here: its HTML and its policy, which a test reads. Stays out: VS Code (`panel`), and what
// stands in the page (`webview/`).
import { randomBytes } from 'node:crypto'

/** Nothing is loaded but one script and one style, each by a number that nobody can guess; there is
 * no network, no script or style in the text, and no frame. */
export function pageHtml(script: string, style: string, nonce = randomBytes(24).toString('base64url')): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Call graph</title>
<link rel="stylesheet" nonce="${nonce}" href="${style}">
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`
}
