/**
 * Arguments to a Windows command line, so that CommandLineToArgvW and the C runtime give the same arguments back.
 * Source: Microsoft Learn, "Parsing C command-line arguments".
 */
export function renderCommandLine(program: string, args: readonly string[]): string {
  return [`"${program}"`, ...args.map(quoteArgument)].join(' ');
}

function quoteArgument(argument: string): string {
  if (argument !== '' && !/[\s"]/.test(argument)) return argument;
  // Backslashes count only before a quote, and then they double.
  return `"${argument.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
