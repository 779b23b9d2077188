// Where the page begins inside of VS Code.
//
// Belongs here: nothing more than that. A page that is served to a browser begins with `start` and a
// host of its own.
import './page.css'
import { start } from './page'
import { hostOf, type EditorApi } from './vscode_host'

declare function acquireVsCodeApi(): EditorApi

start(document.body, hostOf(acquireVsCodeApi(), window))
