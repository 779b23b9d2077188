// Which languages have a server of their own in this window, so that the profile `auto` lists nothing
// twice.
//
// Belongs here: the table of extensions, and the one rule. Stays out: reading settings (`options`).

const JAVASCRIPT = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact']
const C = ['c', 'cpp']

/** Extensions by identifier, in lower case, and the languages whose definitions, references and
 * symbols they know. */
const SERVED: Readonly<Record<string, readonly string[]>> = {
  'vscode.typescript-language-features': JAVASCRIPT,
  'typescriptteam.native-preview': JAVASCRIPT,
  'denoland.vscode-deno': JAVASCRIPT,
  'ms-python.vscode-pylance': ['python'],
  'detachhead.basedpyright': ['python'],
  'ms-pyright.pyright': ['python'],
  'astral-sh.ty': ['python'],
  'meta.pyrefly': ['python'],
  'golang.go': ['go'],
  'rust-lang.rust-analyzer': ['rust'],
  'ms-vscode.cpptools': C,
  'llvm-vs-code-extensions.vscode-clangd': C,
  'ccls-project.ccls': C,
  'redhat.java': ['java'],
  'oracle.oracle-java': ['java'],
  'georgewfraser.vscode-javac': ['java'],
  'ms-dotnettools.csharp': ['csharp'],
  'muhammad-sammy.csharp': ['csharp'],
  'ms-dotnettools.csdevkit': ['csharp'],
  'shopify.ruby-lsp': ['ruby'],
  'castwide.solargraph': ['ruby'],
  'sorbet.sorbet-vscode-extension': ['ruby'],
  'bmewburn.vscode-intelephense-client': ['php'],
  'devsense.phptools-vscode': ['php'],
  'sumneko.lua': ['lua'],
  'tangzx.emmylua': ['lua'],
  'fwcd.kotlin': ['kotlin'],
  'jetbrains.kotlin': ['kotlin'],
  'jetbrains.kotlin-server': ['kotlin'],
  'scalameta.metals': ['scala'],
  'swiftlang.swift-vscode': ['swift'],
  'sswg.swift-lang': ['swift'],
  'ziglang.vscode-zig': ['zig'],
  'haskell.haskell': ['haskell'],
  'ocamllabs.ocaml-platform': ['ocaml', 'ocaml.interface'],
  'julialang.language-julia': ['julia'],
  'reditorsupport.r': ['r'],
  'dart-code.dart-code': ['dart'],
  'jakebecker.elixir-ls': ['elixir'],
  'elixir-lsp.elixir-ls': ['elixir'],
  'lexical-lsp.lexical': ['elixir'],
  'expert-lsp.expert': ['elixir'],
  'vue.volar': ['vue'],
  'svelte.svelte-vscode': ['svelte'],
  'astro-build.astro-vscode': ['astro'],
  'mads-hartmann.bash-ide-vscode': ['shellscript'],
  'vscode.markdown-language-features': ['markdown'],
}

/** The languages that some installed extension serves, and those that the user names. */
export function servedByOthers(installed: readonly string[], named: readonly string[]): string[] {
  const languages = new Set(named)
  for (const identifier of installed) {
    for (const language of SERVED[identifier.toLowerCase()] ?? []) {
      languages.add(language)
    }
  }
  return [...languages].sort()
}
