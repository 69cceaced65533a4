// Package escape spells text that a server chose so that it stays text
// wherever a report shows it: on a terminal, in the log of a CI system, in
// Markdown, in XML, and as one word of a POSIX shell.
//
// A server under test chooses its header fields, bodies and error messages. An
// escape sequence in one of them could rewrite a terminal, "::error::" is a
// command to GitHub's runner, and "|" ends a cell of a Markdown table. Reports
// pass such text through this package:
//
//   - [Visible] and [Lines] write what does not print as \x1b or \u202e;
//   - [LogText] also disarms workflow commands of CI systems;
//   - [Markdown], [CodeSpan] and [CodeBlock] are for Markdown;
//   - [XML] and [XMLLine] are for XML 1.0;
//   - [ShellWord], [ShellQuoted] and [ShellPrintf] are for commands to paste.
package escape
